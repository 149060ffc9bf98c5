"""Writes SavedModels of TensorFlow 1's interface as people served them: dropouts within the recurrence, ids from an iterator, outputs of
tags instead of scores, texts as inputs; with the scores that TensorFlow itself gives for a few sentences.

    env/bin/python tensorflow_served.py, in an environment of keras2-requirements.txt
"""

import os
import tempfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf
import tensorflow_addons as tfa

from tensorflow_graphs import bidirectional, cells, inputs, projected, randomise, v1, variable
from tensorflow_recording import IDS, LENGTH, LENGTHS, TAGS, padded, record, sentences, zipped

DROPPED = "keep"


def recurrent(x, lengths, wrap):
    return bidirectional(x, lengths, wrap(cells.LSTMCell(3)), wrap(cells.GRUCell(3)))


def scores(wrap=lambda cell: cell):
    ids, lengths, x = inputs()
    return {"ids": ids, "lengths": lengths}, projected(recurrent(x, lengths, wrap), 6)


def wrapper(keep, **more):
    return lambda cell: cells.DropoutWrapper(cell, input_keep_prob=keep, output_keep_prob=keep, state_keep_prob=keep, **more)


def dropout_in_a_recurrence():
    feeds, logits = scores(wrapper(v1.placeholder(tf.float32, [], name=DROPPED)))
    return feeds, logits, {"scores": logits}


def dropout_of_one_mask():
    keep = v1.placeholder(tf.float32, [], name=DROPPED)
    feeds, logits = scores(wrapper(keep, variational_recurrent=True, dtype=tf.float32, input_size=4))
    return feeds, logits, {"scores": logits}


def dropout_by_default():
    feeds, logits = scores(wrapper(v1.placeholder_with_default(1.0, [], name=DROPPED)))
    return feeds, logits, {"scores": logits}


def dropout_of_a_fixed_rate():
    """Always on in this graph; recorded are the scores of the same weights without it."""
    ids, lengths, x = inputs()
    with v1.variable_scope("net", reuse=v1.AUTO_REUSE):
        dropped = projected(recurrent(x, lengths, wrapper(0.5)), 6)
        plain = projected(recurrent(x, lengths, lambda cell: cell), 6)
    return {"ids": ids, "lengths": lengths}, plain, {"scores": dropped}


def ids_of_an_iterator():
    dataset = tf.data.Dataset.from_tensors((tf.zeros([2, LENGTH], tf.int32), tf.zeros([2], tf.int32)))
    types, shapes = (tf.int32, tf.int32), (tf.TensorShape([None, None]), tf.TensorShape([None]))
    iterator = v1.data.Iterator.from_structure(types, shapes)
    iterator.make_initializer(dataset)
    ids, lengths = iterator.get_next()
    x = tf.nn.embedding_lookup(variable("embedding", IDS, 4), ids)
    logits = projected(recurrent(x, lengths, lambda cell: cell), 6)
    return {"ids": ids, "lengths": lengths}, logits, {"scores": logits}


def tags_by_argmax():
    feeds, logits = scores()
    tags = tf.argmax(tf.nn.softmax(logits), -1, output_type=tf.int32)
    return feeds, tf.nn.softmax(logits), {"tags": tf.boolean_mask(tags, tf.sequence_mask(feeds["lengths"]))}


def tags_by_top_k():
    feeds, logits = scores()
    return feeds, logits, {"tags": tf.squeeze(tf.nn.top_k(logits, 1).indices, -1)}


def tags_by_a_crf():
    feeds, logits = scores()
    variable("transitions", TAGS, TAGS)  # what training left; the decoding reads a copy of its own
    tags, best = tfa.text.crf_decode(logits, variable("transition_params", TAGS, TAGS), feeds["lengths"])
    return feeds, logits, {"tags": tags, "best": best}


def scores_and_tags():
    feeds, logits, outputs = tags_by_a_crf()
    return feeds, logits, {"scores": logits, **outputs}


def tags_as_texts():
    feeds, logits = scores()
    names = tf.constant(["O", "B-A", "I-A", "B-B", "I-B"])
    return feeds, logits, {"tags": tf.gather(names, tf.argmax(logits, -1))}


def texts_looked_up():
    """Refused: texts as the input."""
    texts = v1.placeholder(tf.string, [None, None], name="texts")
    lengths = v1.placeholder(tf.int32, [None], name="lengths")
    keys, values = tf.constant(["a", "b"]), tf.constant([2, 3], tf.int64)
    table = tf.lookup.StaticHashTable(tf.lookup.KeyValueTensorInitializer(keys, values), 1)
    x = tf.nn.embedding_lookup(variable("embedding", IDS, 4), table.lookup(texts))
    logits = projected(recurrent(x, lengths, lambda cell: cell), 6)
    return {"texts": texts, "lengths": lengths}, None, {"scores": logits}


def ragged_ids():
    """Refused: a ragged input."""
    flat = v1.placeholder(tf.int32, [None], name="ids")
    lengths = v1.placeholder(tf.int64, [None], name="lengths")
    ids = tf.RaggedTensor.from_row_lengths(flat, lengths, validate=False).to_tensor()
    x = tf.nn.embedding_lookup(variable("embedding", IDS, 4), ids)
    logits = projected(recurrent(x, lengths, lambda cell: cell), 6)
    return {"flat": flat, "lengths": lengths}, None, {"scores": logits}


def write(network, seed):
    name = "served_" + network.__name__
    with tf.Graph().as_default() as graph, v1.Session(graph=graph) as session:
        feeds, logits, outputs = network()
        session.run(v1.global_variables_initializer())
        randomise(session, seed)
        directory = os.path.join(tempfile.mkdtemp(), name)
        v1.saved_model.simple_save(session, directory, inputs=feeds, outputs=outputs)
        zipped(directory, name)
        if logits is None:
            record(name, [], [], "none")
            return
        rows = sentences(seed)
        feed = {feeds["ids"]: padded(rows), feeds["lengths"]: LENGTHS}
        if DROPPED in {op.name for op in graph.get_operations()}:
            feed[graph.get_tensor_by_name(DROPPED + ":0")] = 1.0
        record(name, rows, session.run(logits, feed), "none")


def main():
    v1.disable_v2_behavior()
    networks = [dropout_in_a_recurrence, dropout_of_one_mask, dropout_by_default, ids_of_an_iterator, tags_by_argmax, tags_by_top_k,
                tags_by_a_crf, tags_as_texts, texts_looked_up, ragged_ids, scores_and_tags, dropout_of_a_fixed_rate]
    for seed, network in enumerate(networks, start=60):
        write(network, seed)


if __name__ == "__main__":
    main()
