"""Recurrent layers: with and without bias, states in and out, masks, both directions."""

import tensorflow as tf
from keras import layers

from keras_cases.draw import flags, whole_numbers

SEQUENCE = (2, 4, 3)
UNITS = 2
STATE = (2, UNITS)
MASK = flags((2, 4))


def add_cases(cases):
    for rnn, states in ((layers.LSTM, 2), (layers.GRU, 1), (layers.SimpleRNN, 1)):
        add_recurrent(cases, rnn, states)
        add_bidirectional(cases, rnn, states)
    cases.add("reset before", layers.GRU(UNITS, reset_after=False), SEQUENCE)
    cases.add("reset before, no bias, all steps", layers.GRU(UNITS, reset_after=False, use_bias=False, return_sequences=True), SEQUENCE)
    cases.add("hard sigmoid", layers.GRU(UNITS, recurrent_activation="hard_sigmoid"), SEQUENCE)
    cases.add("other activations", layers.LSTM(UNITS, activation="softsign", recurrent_activation="hard_sigmoid"), SEQUENCE)
    cases.add("relu", layers.SimpleRNN(UNITS, activation="relu"), SEQUENCE)
    unlike = layers.Bidirectional(layers.LSTM(2), backward_layer=layers.GRU(3, go_backwards=True))
    cases.add("another backward layer", unlike, SEQUENCE)

    cases.add("dense", layers.TimeDistributed(layers.Dense(3, activation="relu")), (2, 4, 3))
    cases.add("convolution", layers.TimeDistributed(layers.Conv2D(2, 3, padding="same")), (1, 3, 4, 5, 2))
    cases.add("pooling over everything", layers.TimeDistributed(layers.GlobalAveragePooling2D()), (2, 3, 2, 2, 3))
    cases.add("embedding", layers.TimeDistributed(layers.Embedding(5, 2)), whole_numbers((2, 3, 2), 5))
    cases.add("recurrent", layers.TimeDistributed(layers.LSTM(2)), (2, 3, 4, 2))


def add_recurrent(cases, rnn, states):
    cases.add("last step", rnn(UNITS), SEQUENCE)
    cases.add("all steps, no bias", rnn(UNITS, return_sequences=True, use_bias=False), SEQUENCE)
    cases.add("states out", rnn(UNITS, return_state=True), SEQUENCE)
    cases.add("all steps and states, backwards", rnn(UNITS, return_sequences=True, return_state=True, go_backwards=True), SEQUENCE)
    given = rnn(UNITS, return_sequences=True)
    cases.add("states in", given, SEQUENCE, *[STATE] * states, arguments=with_states)
    masked = {"written": {"mask": True}, "arguments": with_mask}
    cases.add("mask", rnn(UNITS, return_state=True), SEQUENCE, MASK, **masked)
    cases.add("mask, all steps", rnn(UNITS, return_sequences=True), SEQUENCE, MASK, **masked)
    cases.add("mask, all steps, backwards", rnn(UNITS, return_sequences=True, go_backwards=True), SEQUENCE, MASK, **masked)
    zeros = rnn(UNITS, return_sequences=True, zero_output_for_mask=True)
    cases.add("mask, zeros where it is", zeros, SEQUENCE, MASK, **masked)
    both = rnn(UNITS, return_sequences=True, return_state=True)
    cases.add("mask and states in", both, SEQUENCE, *[STATE] * states, MASK, **masked)


def add_bidirectional(cases, rnn, states):
    name = rnn.__name__
    for mode in ("concat", "sum", "mul", "ave", None) if rnn is layers.LSTM else ("concat",):
        cases.add(f"{name}, {mode}", layers.Bidirectional(rnn(UNITS), merge_mode=mode), SEQUENCE)
        cases.add(f"{name}, {mode}, all steps", layers.Bidirectional(rnn(UNITS, return_sequences=True), merge_mode=mode), SEQUENCE)
    cases.add(f"{name}, states out", layers.Bidirectional(rnn(UNITS, return_state=True)), SEQUENCE)
    given = layers.Bidirectional(rnn(UNITS, return_sequences=True))
    cases.add(f"{name}, states in", given, SEQUENCE, *[STATE] * (2 * states), arguments=with_states)
    for sequences in (False, True):
        masked = layers.Bidirectional(rnn(UNITS, return_sequences=sequences))
        steps = "all steps" if sequences else "last step"
        cases.add(f"{name}, mask, {steps}", masked, SEQUENCE, MASK, written={"mask": True}, arguments=with_mask)


def with_states(arrays):
    return [arrays[0]], {"initial_state": arrays[1:]}


def with_mask(arrays):
    states = {"initial_state": arrays[1:-1]} if len(arrays) > 2 else {}
    return [arrays[0]], {**states, "mask": tf.cast(arrays[-1], "bool")}
