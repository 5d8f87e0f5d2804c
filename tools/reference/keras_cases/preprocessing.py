"""Layers that prepare data."""

from keras import layers


def add_cases(cases):
    cases.add("0..255 to -1..1", layers.Rescaling(1 / 127.5, offset=-1), (1, 3, 3, 3), spread=100)
    cases.add("scale only", layers.Rescaling(1 / 255), (1, 3, 3, 3), spread=100)
    cases.add("numbers for each channel", layers.Rescaling([0.1, 0.2, 0.3], offset=[1.0, -2.0, 0.5]), (1, 3, 3, 3), spread=10)
    cases.add("adapted", layers.Normalization(), (2, 3, 4), spread=3)
    cases.add("adapted, two axes", layers.Normalization(axis=(1, 2)), (2, 3, 4), spread=3)
    cases.add("adapted, one mean for all", layers.Normalization(axis=None), (2, 3, 4), spread=3, written={"axis": None})
    cases.add("adapted, back", layers.Normalization(invert=True), (2, 3, 4), spread=3)
    cases.add("numbers for each channel", layers.Normalization(mean=[1.0, 2.0, -1.0], variance=[4.0, 0.5, 2.0]), (2, 3, 3), spread=3)
    cases.add("one mean", layers.Normalization(axis=None, mean=2.0, variance=9.0), (2, 3, 3), spread=3, written={"axis": None})
    cases.add("one mean, back", layers.Normalization(mean=2.0, variance=9.0, invert=True), (2, 3, 3), spread=3)
    add_random_views(cases)


def add_random_views(cases):
    """They do nothing unless they train."""
    views = [
        layers.RandomBrightness(0.2),
        layers.RandomColorDegeneration(0.2),
        layers.RandomColorJitter(brightness_factor=0.2),
        layers.RandomContrast(0.2),
        layers.RandomElasticTransform(0.5),
        layers.RandomErasing(0.5),
        layers.RandomFlip("horizontal"),
        layers.RandomGaussianBlur(0.5),
        layers.RandomGrayscale(0.5),
        layers.RandomHue(0.2),
        layers.RandomInvert(0.5),
        layers.RandomPerspective(0.5),
        layers.RandomPosterization(4),
        layers.RandomRotation(0.1),
        layers.RandomSaturation(0.5),
        layers.RandomSharpness(0.5),
        layers.RandomShear(0.2),
        layers.RandomTranslation(0.1, 0.2),
        layers.RandomZoom(0.1),
    ]
    for view in views:
        cases.add("inference", view, (1, 3, 2, 3), spread=100)
