"""The frozen values that the stages hand to each other, in the order of the way: campaign, letter, galley, page, packet,
manifest.
"""
