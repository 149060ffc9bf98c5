"""Makes the cells of cells.csv in TensorFlow 1's containers and records what TensorFlow gives: `python matrix_tf1.py`, in the
environment of crf_tf2.py."""

import csv
import os
import tempfile
import zlib

os.environ.update(CUDA_VISIBLE_DEVICES="", TF_CPP_MIN_LOG_LEVEL="3")

import numpy as np
import tensorflow as tf
import tensorflow_addons as tfa

import recording
import tensorflow_graphs as graphs
from recording import LENGTHS, TAGS

v1 = tf.compat.v1
cells = graphs.cells


def encoded(x, layers, lengths):
    if layers == "bilstm":
        return graphs.bidirectional(x, lengths, cells.BasicLSTMCell(3), cells.BasicLSTMCell(3)), 6
    if layers == "bigru-reset-before":
        return graphs.bidirectional(x, lengths, cells.GRUCell(3), cells.GRUCell(3)), 6
    forward, backward = x, x
    with v1.variable_scope("sum"):
        (forward, backward), _ = v1.nn.bidirectional_dynamic_rnn(
            cells.LSTMCell(3), cells.LSTMCell(3), x, sequence_length=lengths, dtype=tf.float32)
    return graphs.bidirectional(forward + backward, lengths, cells.LSTMCell(2), cells.LSTMCell(2), "above"), 4


def viterbi(scores, transitions, crf):
    """tfa.text's decoder over the real steps; with start rows as taggers of TensorFlow 1 did it, by one more tag and step."""
    tags = np.zeros(scores.shape[:2], "int32")
    for row, length in enumerate(LENGTHS):
        nodes = scores[row, :length]
        if crf == "start-row":
            nodes = np.pad(nodes, ((1, 0), (0, 1)), constant_values=-1000)
            nodes[0, -1] = 0
        path = tfa.text.viterbi_decode(nodes, transitions)[0]
        tags[row, :length] = path[1:] if crf == "start-row" else path
    return tags


def make(container, layers, mask, crf, seed, folder):
    with tf.Graph().as_default() as graph, v1.Session(graph=graph) as session:
        ids, lengths, x = graphs.inputs()
        x, size = encoded(x, layers, lengths if mask == "lengths" else None)
        logits = graphs.projected(x, size)
        if crf == "softmax":
            logits = tf.nn.softmax(logits)
        elif crf != "none":
            size = TAGS + (crf == "start-row")
            transitions = graphs.variable("crf_loss/transitions", size, size)
        session.run(v1.global_variables_initializer())
        graphs.randomise(session, seed)
        rows = recording.padded(recording.rows(1, seed)[0], "post")
        outputs = session.run(logits, {ids: rows, lengths: LENGTHS})
        results = {"ids": rows, "outputs": outputs}
        if crf in ("transitions", "start-row"):
            results["tags"] = viterbi(outputs, session.run(transitions), crf)
        if container == "tf1-checkpoint":
            v1.train.Saver().save(session, os.path.join(folder, "model.ckpt-7"), write_state=False)
        else:
            ending = container[container.index("."):]
            tf.io.write_graph(graphs.frozen(session, logits), folder, "model" + ending, as_text=ending == ".pbtxt")
        np.savez(os.path.join(folder, "io.npz"), **results)


def main():
    v1.disable_v2_behavior()
    folder = tempfile.mkdtemp()
    with open(os.path.join(recording.MATRIX, "cells.csv")) as file:
        for cell in [tuple(row) for row in csv.reader(file)][1:]:
            if cell[0].startswith("tf1"):
                inside = os.path.join(folder, "_".join(cell))
                os.makedirs(inside)
                make(*cell, seed=zlib.crc32(repr(cell).encode()), folder=inside)
    recording.zipped(folder, os.path.join(recording.MATRIX, "tf1.zip"))


main()
