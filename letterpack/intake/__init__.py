"""Lists as they come in: what people export becomes what a campaign reads."""
