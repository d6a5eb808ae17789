"""What the settings endpoints say of a catalogue: plain dictionaries, ready to be encoded."""
