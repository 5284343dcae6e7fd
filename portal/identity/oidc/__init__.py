"""Speaking OpenID Connect with one identity provider: transport and signatures, no opinions."""
