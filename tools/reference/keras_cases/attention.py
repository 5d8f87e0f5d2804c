"""Attention: from one sequence to another or to itself, with masks."""

import tensorflow as tf
from keras import layers

from keras_cases.draw import flags

QUERY, VALUE, KEY = (2, 3, 4), (2, 5, 3), (2, 5, 2)


def add_cases(cases):
    add_multi_head(cases)
    for attention in (layers.Attention, layers.AdditiveAttention):
        query, value, key = (2, 3, 4), (2, 5, 2), (2, 5, 4)
        for scale in (True, False):
            cases.add(f"key apart, scale {scale}", attention(use_scale=scale), query, value, key)
        cases.add("value is key", attention(), query, key)
        cases.add("causal", attention(), (2, 4, 3), (2, 4, 3), written={"use_causal_mask": True}, arguments=causal_list)
    cases.add("sums", layers.Attention(score_mode="concat"), query, value, key)
    cases.add("scaled sums", layers.Attention(score_mode="concat", use_scale=True), query, value, key)


def add_multi_head(cases):
    def add(name, layer, *inputs, written=None, **named):
        cases.add(name, layer, *inputs, written=written, arguments=lambda arrays: (arrays, named))

    add("value is key", layers.MultiHeadAttention(2, 3), QUERY, VALUE)
    add("key apart, value_dim", layers.MultiHeadAttention(2, 3, value_dim=4), QUERY, VALUE, KEY)
    add("no bias, output_shape", layers.MultiHeadAttention(3, 2, use_bias=False, output_shape=5), QUERY, VALUE)
    add("one head", layers.MultiHeadAttention(1, 4, attention_axes=1), QUERY, VALUE)
    causal = {"written": {"use_causal_mask": True}, "use_causal_mask": True}
    add("causal", layers.MultiHeadAttention(2, 3), (2, 4, 3), (2, 4, 3), **causal)
    add("causal, fewer queries", layers.MultiHeadAttention(2, 3), QUERY, VALUE, **causal)
    add("sliding window", layers.MultiHeadAttention(2, 2, sliding_window=2), (1, 5, 3), (1, 5, 3))
    masked = {"written": {"attention_mask": True}, "arguments": with_mask}
    cases.add("mask", layers.MultiHeadAttention(2, 3), QUERY, VALUE, flags((2, 3, 5)), **masked)
    masked["written"] = {"attention_mask": True, "use_causal_mask": True}
    masked["arguments"] = lambda arrays: with_mask(arrays, use_causal_mask=True)
    cases.add("mask, causal, key apart", layers.MultiHeadAttention(2, 3), QUERY, VALUE, KEY, flags((2, 3, 5)), **masked)


def with_mask(arrays, **named):
    return arrays[:-1], {"attention_mask": tf.cast(arrays[-1], "bool"), **named}


def causal_list(arrays):
    return [arrays], {"use_causal_mask": True}
