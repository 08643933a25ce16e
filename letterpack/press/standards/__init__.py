"""What standards ask of a file, beside its pages (part of stage 7 of 7): metadata, output intents, page boxes."""
