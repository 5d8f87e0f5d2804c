"""Dense layers, embeddings, masks."""

from keras import layers

from keras_cases.draw import flags, whole_numbers


def add_cases(cases):
    cases.add("bias", layers.Dense(4), (3, 5))
    cases.add("no bias", layers.Dense(4, use_bias=False), (3, 5))
    cases.add("relu", layers.Dense(4, activation="relu"), (3, 5))
    cases.add("softmax", layers.Dense(4, activation="softmax"), (3, 5))
    cases.add("sigmoid", layers.Dense(1, activation="sigmoid"), (3, 5))
    cases.add("3-D input", layers.Dense(4), (2, 3, 5))
    cases.add("3-D input, no bias, softmax", layers.Dense(4, use_bias=False, activation="softmax"), (2, 3, 5))
    cases.add("2-D input", layers.Embedding(7, 3), whole_numbers((2, 4), 7))
    cases.add("1-D input", layers.Embedding(7, 3), whole_numbers((5,), 7))
    cases.add("3-D input", layers.Embedding(4, 2), whole_numbers((2, 3, 2), 4))
    cases.add("with a mask", layers.Embedding(3, 2, mask_zero=True), whole_numbers((2, 5), 3), masked=True)
    cases.add("zero", layers.Masking(), flags((3, 5, 2)), masked=True)
    cases.add("one", layers.Masking(mask_value=1.0), flags((3, 5, 2)), masked=True)
    cases.add("nothing to mask", layers.Masking(), (2, 3, 2), masked=True)
    cases.add("any", layers.Identity(), (2, 3))
