"""The agent with everything real but the clock, the browser and the desktop."""
