"""What a few modules do beyond keeping fields. A module's metadata names its behaviours."""
