"""Page graphics by reportlab: rules and marks as PDF operators, pictures and drawings as ``Graphic``s. It draws no text."""
