"""The options that decide the answer, by Keras class name. The rest of a Keras config (initialisers, regularisers, data types) does not."""

OPTIONS = {
    "Activation": ["activation"],
    "Add": [],
    "AveragePooling2D": ["pool_size", "strides", "padding"],
    "BatchNormalization": ["axis", "momentum", "epsilon", "center", "scale"],
    "Concatenate": ["axis"],
    "Conv2D": ["filters", "kernel_size", "strides", "padding", "dilation_rate", "groups", "activation", "use_bias"],
    "Dense": ["units", "activation", "use_bias"],
    "DepthwiseConv2D": ["kernel_size", "strides", "padding", "depth_multiplier", "dilation_rate", "activation", "use_bias"],
    "Dropout": ["rate"],
    "Flatten": [],
    "GlobalAveragePooling2D": ["keepdims"],
    "GlobalMaxPooling2D": ["keepdims"],
    "MaxPooling2D": ["pool_size", "strides", "padding"],
    "Multiply": [],
    "ReLU": ["max_value", "negative_slope", "threshold"],
    "Rescaling": ["scale", "offset"],
    "Reshape": ["target_shape"],
    "Softmax": ["axis"],
    "ZeroPadding2D": ["padding"],
}
