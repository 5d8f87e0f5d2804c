"""The script that a Keras user would write for the same job: the peer that `docs/bench.md` compares with.

    python tools/reference/keras_usual_script.py <folder with train/ and test/> <lite0 weights> [epochs]

Folder data set, frozen EfficientNet-Lite0, global average pooling, one Dense layer, Adam, 10 epochs, class weights, no
cache; then AUC and accuracy on test, and the model saved. Prints the seconds of the whole job without the imports.
Versions: Keras 3.15.1 on TensorFlow 2.21 (requirements.txt).
"""

import sys
import tempfile
import time

import keras
import numpy as np
from keras_efficientnet_lite import load
from sklearn.metrics import accuracy_score, roc_auc_score


def main(folder: str, weights: str, epochs: int) -> None:
    started = time.perf_counter()
    keras.utils.set_random_seed(1)
    options = {"image_size": (224, 224), "batch_size": 32, "label_mode": "int"}
    train, validation = keras.utils.image_dataset_from_directory(
        f"{folder}/train", validation_split=0.2, subset="both", seed=1, **options
    )
    test = keras.utils.image_dataset_from_directory(f"{folder}/test", shuffle=False, **options)

    whole = load(weights)
    backbone = keras.Model(whole.input, whole.get_layer("avg_pool").output)
    backbone.trainable = False
    inputs = keras.Input((224, 224, 3))
    features = backbone(keras.layers.Rescaling(1 / 128, offset=-127 / 128)(inputs), training=False)
    model = keras.Model(inputs, keras.layers.Dense(2, activation="softmax")(features))
    model.compile(keras.optimizers.Adam(1e-3), "sparse_categorical_crossentropy", metrics=["accuracy"])

    counts = np.bincount(np.concatenate([labels for _, labels in train]))
    class_weight = {label: counts.sum() / (len(counts) * count) for label, count in enumerate(counts)}
    model.fit(train, validation_data=validation, epochs=epochs, class_weight=class_weight, verbose=2)

    truth = np.concatenate([labels for _, labels in test])
    probabilities = model.predict(test, verbose=0)
    with tempfile.TemporaryDirectory() as saved:
        model.save(f"{saved}/usual.keras")
    seconds = time.perf_counter() - started
    print(
        f"{seconds:.1f} s for {epochs} epochs; test AUC {roc_auc_score(truth, probabilities[:, 1]):.4f}, "
        f"accuracy {accuracy_score(truth, probabilities.argmax(axis=1)):.4f}"
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 10)
