"""Convolutions: both paddings, odd and even sizes, strides, dilation, groups."""

from keras import layers


def add_cases(cases):
    add_convolutions(cases)
    add_depthwise(cases)
    add_separable(cases)
    add_transposed(cases)
    add_sequences(cases)


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
    cases.add("3x3 dilation 2 same, 3 groups, silu", layers.Conv2D(3, 3, dilation_rate=2, padding="same", groups=3, activation="silu"), (1, 7, 5, 6))
    # Windows smaller than their strides.
    cases.add("2x3 stride 3 same", layers.Conv2D(2, (2, 3), strides=3, padding="same"), (1, 9, 4, 2))
    cases.add("2x2 stride 3 same, silu", layers.Conv2D(2, 2, strides=3, padding="same", activation="silu"), (1, 6, 8, 2))
    cases.add("3x2 dilation 1x2 valid", layers.Conv2D(2, (3, 2), dilation_rate=(1, 2)), (1, 5, 7, 2))


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
    cases.add("2x2 stride 3 same", layers.DepthwiseConv2D(2, strides=3, padding="same"), (1, 9, 8, 2))
    cases.add("3x3 dilation 2 same", layers.DepthwiseConv2D(3, dilation_rate=2, padding="same"), (1, 7, 6, 2))
    cases.add("2x3 dilation 2 valid, multiplier 3", layers.DepthwiseConv2D((2, 3), dilation_rate=2, depth_multiplier=3), (1, 5, 7, 2))


def add_separable(cases):
    cases.add("3x3 valid", layers.SeparableConv2D(4, 3), (2, 5, 6, 3))
    cases.add("3x3 stride 2 same, even size", layers.SeparableConv2D(4, 3, strides=2, padding="same"), (1, 6, 8, 3))
    cases.add("3x3 stride 2 same, odd size", layers.SeparableConv2D(4, 3, strides=2, padding="same"), (1, 7, 5, 3))
    cases.add("3x3 same, multiplier 2, no bias", layers.SeparableConv2D(3, 3, padding="same", depth_multiplier=2, use_bias=False), (1, 5, 4, 2))
    cases.add("2x3 dilation 2 same, relu", layers.SeparableConv2D(3, (2, 3), dilation_rate=2, padding="same", activation="relu"), (1, 7, 5, 2))


def add_transposed(cases):
    for padding in ("valid", "same"):
        cases.add(f"3x3 stride 2 {padding}", layers.Conv2DTranspose(3, 3, strides=2, padding=padding), (2, 3, 4, 2))
        cases.add(f"2x2 stride 2 {padding}", layers.Conv2DTranspose(3, 2, strides=2, padding=padding), (1, 3, 4, 2))
        cases.add(f"3x2 stride 1 {padding}, no bias", layers.Conv2DTranspose(2, (3, 2), padding=padding, use_bias=False), (1, 4, 5, 3))
        cases.add(f"2x3 stride 3x2 {padding}, relu", layers.Conv2DTranspose(2, (2, 3), strides=(3, 2), padding=padding, activation="relu"), (1, 3, 2, 2))
        cases.add(f"5x3 stride 2x3 {padding}, output_padding 1x2", layers.Conv2DTranspose(2, (5, 3), strides=(2, 3), padding=padding, output_padding=(1, 2)), (1, 3, 4, 2))
    cases.add("4x4 stride 2 same", layers.Conv2DTranspose(3, 4, strides=2, padding="same"), (1, 4, 3, 2))
    cases.add("3x3 stride 2 same, output_padding 0", layers.Conv2DTranspose(2, 3, strides=2, padding="same", output_padding=0), (1, 3, 4, 2))
    cases.add("4x4 stride 2 same, output_padding 1", layers.Conv2DTranspose(2, 4, strides=2, padding="same", output_padding=1), (1, 3, 4, 2))


def add_sequences(cases):
    cases.add("3 valid", layers.Conv1D(4, 3), (2, 6, 3))
    cases.add("3 stride 2 same, even size", layers.Conv1D(3, 3, strides=2, padding="same"), (2, 6, 2))
    cases.add("3 stride 2 same, odd size, no bias", layers.Conv1D(3, 3, strides=2, padding="same", use_bias=False), (2, 7, 2))
    cases.add("3 causal, relu", layers.Conv1D(3, 3, padding="causal", activation="relu"), (2, 5, 2))
    cases.add("2 causal, dilation 4", layers.Conv1D(3, 2, padding="causal", dilation_rate=4), (2, 7, 2))
    cases.add("3 causal, stride 2", layers.Conv1D(3, 3, padding="causal", strides=2), (2, 7, 2))
    cases.add("4 dilation 2 same, 2 groups", layers.Conv1D(4, 4, dilation_rate=2, padding="same", groups=2), (1, 9, 4))
    cases.add("3 valid", layers.DepthwiseConv1D(3), (2, 6, 3))
    cases.add("3 stride 2 same, multiplier 2", layers.DepthwiseConv1D(3, strides=2, padding="same", depth_multiplier=2), (2, 7, 2))
    cases.add("2 dilation 2 valid, tanh, no bias", layers.DepthwiseConv1D(2, dilation_rate=2, activation="tanh", use_bias=False), (2, 7, 2))
    cases.add("3 valid", layers.SeparableConv1D(4, 3), (2, 6, 3))
    cases.add("3 stride 2 same, multiplier 2, relu", layers.SeparableConv1D(3, 3, strides=2, padding="same", depth_multiplier=2, activation="relu"), (2, 7, 2))
    cases.add("3 stride 2 valid", layers.Conv1DTranspose(3, 3, strides=2), (2, 4, 2))
    cases.add("3 stride 2 same", layers.Conv1DTranspose(3, 3, strides=2, padding="same"), (2, 4, 2))
    cases.add("2 stride 3 valid, output_padding 1, no bias", layers.Conv1DTranspose(3, 2, strides=3, output_padding=1, use_bias=False), (2, 4, 2))
