"""Training steps as Keras takes them, for the fixtures that graft's own steps are compared with.

Tools: keras 3.15.1 on tensorflow-cpu 2.21, numpy. Imported by keras_tiny_training.py and keras_lite0_training.py.

A case names the optimizer in the words of graft's recipes, and `batchNorm`:
  frozen   layer.trainable = False: statistics, gamma and beta stay
  affine   statistics stay (the model is called with training=False), gamma and beta train
  train    statistics of the batch; the moving ones follow with the layer's momentum, from the variance that divides by n
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
# Reordered sums would make the last digits depend on the machine.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

import keras
import numpy as np
import tensorflow as tf

# Written into the fixtures. `rate` is the learning rate, t counts steps from 1, g is the gradient after clipping.
DEFINITIONS = {
    "loss": "sum(w * l) / sum(w) over the batch, w the weight of the example's class, l softmax cross-entropy from scores",
    "labelSmoothing": "target = oneHot * (1 - s) + s / classes",
    "clipNorm": "g = g * c * min(1 / n, 1 / c), n the norm of all gradients together",
    "weightDecay": "before the step, for weights of 2 or more dimensions: p = p - p * d * rate",
    "adamw": "m += (g - m) * 0.1; v += (g * g - v) * 0.001; "
    "p -= rate * sqrt(1 - 0.999^t) / (1 - 0.9^t) * m / (sqrt(v) + 1e-7)",
    "sgd": "m = momentum * m - rate * g; p += m",
    "batchNorm": "moving = moving * 0.99 + batch * 0.01, variance divided by n",
}


def take_steps(model, case, batches, class_weights, record):
    """Trains in place; returns each step's loss and global gradient norm.

    batches: (inputs, one-hot targets) of each step. record(step) is called after each step, counted from 1.
    """
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.trainable = case["batchNorm"] != "frozen"
    optimizer = optimizer_of(case)
    # Before the optimizer is built, which is when it looks.
    optimizer.exclude_from_weight_decay(var_list=[weight for weight in model.trainable_variables if len(weight.shape) < 2])
    loss_of = keras.losses.CategoricalCrossentropy(
        from_logits=True, label_smoothing=case.get("labelSmoothing", 0.0), reduction="mean_with_sample_weight"
    )

    @tf.function
    def step(inputs, targets, weights):
        with tf.GradientTape() as tape:
            scores = model(inputs, training=case["batchNorm"] == "train")
            loss = loss_of(targets, scores, sample_weight=weights)
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(gradients, model.trainable_variables)
        return loss, tf.linalg.global_norm(gradients)

    losses, norms = [], []
    for number, (inputs, targets) in enumerate(batches, start=1):
        weights = targets @ np.asarray(class_weights, targets.dtype)
        loss, norm = step(inputs, targets, weights)
        losses.append(float(loss))
        norms.append(float(norm))
        record(number)
    return losses, norms


def optimizer_of(case):
    shared = {
        "learning_rate": case["learningRate"],
        "weight_decay": case.get("weightDecay", 0.0),
        "global_clipnorm": case.get("clipNorm"),
    }
    if case["kind"] == "sgd":
        return keras.optimizers.SGD(momentum=case["momentum"], **shared)
    return keras.optimizers.AdamW(**shared)


def moving_weights(model, case):
    """What a case may change, by graft's name for it."""
    for layer in model.layers:
        for weight in layer.weights:
            statistic = weight.name in ("moving_mean", "moving_variance")
            frozen = isinstance(layer, keras.layers.BatchNormalization) and case["batchNorm"] == "frozen"
            if not frozen and not (statistic and case["batchNorm"] != "train"):
                yield f"{layer.name}/{weight.name}", weight
