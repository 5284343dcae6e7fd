"""Where care systems do not send but are asked: what they answer becomes bundles of our own."""
