"""Convolutions: both paddings, odd and even sizes, strides, dilation, groups."""

from keras import layers


def add_cases(cases):
    add_convolutions(cases)
    add_depthwise(cases)


def add_convolutions(cases):
    cases.add("3x3 valid", layers.Conv2D(4, 3), (2, 5, 6, 3))
    cases.add("3x3 same, bias", layers.Conv2D(4, 3, padding="same"), (2, 5, 6, 3))
    cases.add("3x3 same, no bias", layers.Conv2D(4, 3, padding="same", use_bias=False), (2, 5, 6, 3))
    # Even sizes with stride 2: SAME pads the far side only.
    cases.add("3x3 stride 2 same, even size", layers.Conv2D(3, 3, strides=2, padding="same"), (1, 6, 8, 2))
    cases.add("3x3 stride 2 same, odd size", layers.Conv2D(3, 3, strides=2, padding="same"), (1, 7, 5, 2))
    cases.add("3x3 stride 2 valid", layers.Conv2D(3, 3, strides=2, padding="valid"), (1, 7, 8, 2))
    cases.add("2x3 kernel, stride 1x2, same", layers.Conv2D(3, (2, 3), strides=(1, 2), padding="same"), (1, 5, 6, 2))
    cases.add("3x3 dilation 2 same", layers.Conv2D(3, 3, dilation_rate=2, padding="same"), (1, 7, 6, 2))
    cases.add("3x3 dilation 2 valid", layers.Conv2D(3, 3, dilation_rate=2, padding="valid"), (1, 7, 6, 2))
    cases.add("1x1 no bias", layers.Conv2D(5, 1, use_bias=False), (2, 4, 3, 3))
    cases.add("1x1 stride 2 same", layers.Conv2D(4, 1, strides=2, padding="same"), (1, 5, 6, 3))
    cases.add("3x3 same, relu", layers.Conv2D(4, 3, padding="same", activation="relu"), (1, 5, 5, 3))
    cases.add("3x3 same, 2 groups", layers.Conv2D(6, 3, padding="same", groups=2), (1, 5, 4, 4))
    cases.add("3x3 stride 2 valid, 2 groups, no bias", layers.Conv2D(4, 3, strides=2, groups=2, use_bias=False), (1, 5, 7, 4))


def add_depthwise(cases):
    cases.add("3x3 stride 1 same", layers.DepthwiseConv2D(3, padding="same"), (2, 5, 6, 3))
    cases.add("3x3 stride 1 valid", layers.DepthwiseConv2D(3), (2, 5, 6, 3))
    cases.add("3x3 stride 2 same, even size", layers.DepthwiseConv2D(3, strides=2, padding="same"), (1, 6, 8, 3))
    cases.add("3x3 stride 2 same, odd size", layers.DepthwiseConv2D(3, strides=2, padding="same"), (1, 7, 5, 3))
    cases.add("3x3 stride 2 valid", layers.DepthwiseConv2D(3, strides=2), (1, 7, 6, 3))
    cases.add("5x5 stride 2 same, no bias", layers.DepthwiseConv2D(5, strides=2, padding="same", use_bias=False), (1, 8, 8, 2))
    cases.add("3x3 same, multiplier 2", layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2), (1, 5, 4, 3))
    cases.add("3x3 same, no bias", layers.DepthwiseConv2D(3, padding="same", use_bias=False), (1, 5, 5, 3))
    cases.add("3x3 same, relu6", layers.DepthwiseConv2D(3, padding="same", activation="relu6"), (1, 5, 5, 3), spread=4)
