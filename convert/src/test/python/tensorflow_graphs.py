"""Writes the fixtures of TensorFlow 1's files: frozen graphs, binary and as text, a checkpoint, a SavedModel, each with what
TensorFlow itself gave for a few sentences.

    python -m venv env && env/bin/pip install -r keras2-requirements.txt && env/bin/python tensorflow_graphs.py
"""

import os
import tempfile

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf

from tensorflow_recording import FOLDER, IDS, LENGTH, LENGTHS, TAGS, padded, record, sentences, zipped

v1 = tf.compat.v1
cells = v1.nn.rnn_cell


def variable(name, *shape):
    return v1.get_variable(name, shape, initializer=v1.random_uniform_initializer(-0.9, 0.9))


def randomise(session, seed):
    random = np.random.default_rng(seed)
    for each in v1.global_variables():
        shape = each.shape.as_list()
        each.load(random.uniform(-0.9, 0.9, shape).astype(each.dtype.as_numpy_dtype), session)


def inputs(size=4, zero_row=False):
    ids = v1.placeholder(tf.int32, [None, None], name="ids")
    lengths = v1.placeholder(tf.int32, [None], name="lengths")
    table = variable("embedding", IDS - (1 if zero_row else 0), size)
    if zero_row:
        table = tf.concat([tf.zeros([1, size]), table], 0)
    return ids, lengths, tf.nn.embedding_lookup(table, ids)


def bidirectional(x, lengths, forward, backward, scope="bi"):
    with v1.variable_scope(scope):
        outputs, _ = v1.nn.bidirectional_dynamic_rnn(forward, backward, x, sequence_length=lengths, dtype=tf.float32)
    return tf.concat(outputs, 2)


def projected(x, size):
    """The usual 2-D products: a hidden layer and the scores."""
    flat = tf.reshape(x, [-1, size])
    hidden = tf.tanh(v1.nn.xw_plus_b(flat, variable("w_hidden", size, 4), variable("b_hidden", 4)))
    scores = v1.nn.xw_plus_b(hidden, variable("w_out", 4, TAGS), variable("b_out", TAGS))
    return tf.reshape(scores, [-1, tf.shape(x)[1], TAGS], name="logits")


def dropout(x, keep):
    """As TensorFlow 1.x spelt it."""
    dropped = tf.divide(x, keep) * tf.floor(keep + tf.random.uniform(tf.shape(x)))
    dropped.set_shape(x.shape)
    return dropped


def basic_lstm():
    ids, lengths, x = inputs(zero_row=True)
    keep = v1.placeholder(tf.float32, name="keep")
    x = dropout(x, keep)
    x = bidirectional(x, lengths, cells.BasicLSTMCell(3), cells.BasicLSTMCell(3, forget_bias=0.5))
    variable("crf_loss/transitions", TAGS + 1, TAGS + 1)
    return projected(x, 6), [], {keep: 1.0}


def peepholes():
    ids, lengths, x = inputs()
    x = bidirectional(x, lengths, cells.LSTMCell(3, use_peepholes=True), cells.LSTMCell(3, use_peepholes=True))
    return projected(x, 6), [], {}


def gru():
    ids, lengths, x = inputs()
    x = bidirectional(x, lengths, cells.GRUCell(3), cells.GRUCell(3))
    return v1.layers.dense(x, TAGS, name="scores"), [], {}


def two_layers():
    ids, lengths, x = inputs()
    x = bidirectional(x, lengths, cells.BasicLSTMCell(3), cells.BasicLSTMCell(3), "one")
    x = bidirectional(x, lengths, cells.GRUCell(2), cells.GRUCell(2), "two")
    return projected(x, 4), [], {}


def one_loop_of_two_cells():
    ids, lengths, x = inputs()
    stack = cells.MultiRNNCell([cells.BasicLSTMCell(3), cells.LSTMCell(2, use_peepholes=True)])
    x, _ = v1.nn.dynamic_rnn(stack, x, sequence_length=lengths, dtype=tf.float32)
    return projected(x, 2), [], {}


def without_lengths():
    ids, _, x = inputs()
    x = bidirectional(x, None, cells.LSTMCell(3), cells.LSTMCell(3))
    return projected(x, 6), [], {}


def lengths_from_ids():
    ids = v1.placeholder(tf.int64, [None, LENGTH], name="ids")
    lengths = tf.reduce_sum(tf.sign(tf.abs(ids)), 1)
    x = tf.nn.embedding_lookup(variable("embedding", IDS, 4), ids)
    x = bidirectional(x, lengths, cells.LSTMCell(3, activation=tf.nn.relu), cells.LSTMCell(3, activation=tf.nn.relu))
    return tf.nn.softmax(projected(x, 6)), [], {}


def block_lstm():
    """LSTMBlockFusedCell as tf.contrib.rnn had it, backwards by ReverseSequence."""
    ids, lengths, x = inputs()
    x = tf.transpose(x, [1, 0, 2])
    steps = tf.shape(x)[0]
    mask = tf.transpose(tf.sequence_mask(lengths, steps, dtype=tf.float32), [1, 0])
    mask = tf.tile(tf.expand_dims(mask, -1), [1, 1, 3])
    outputs = []
    for name, peephole in (("fw", True), ("bw", False)):
        zeros = tf.zeros([tf.shape(x)[1], 3])
        run = x if name == "fw" else tf.reverse_sequence(x, lengths, seq_axis=0, batch_axis=1)
        with v1.variable_scope(name):
            peep = [variable(w, 3) if peephole else tf.zeros([3]) for w in ("w_i_diag", "w_f_diag", "w_o_diag")]
            cell = tf.raw_ops.BlockLSTM(
                seq_len_max=tf.cast(tf.reduce_max(lengths), tf.int64), x=run, cs_prev=zeros, h_prev=zeros,
                w=variable("kernel", 7, 12), wci=peep[0], wcf=peep[1], wco=peep[2], b=variable("bias", 12),
                forget_bias=1.0, cell_clip=-1.0, use_peephole=peephole)
        h = cell.h * mask
        outputs.append(h if name == "fw" else tf.reverse_sequence(h, lengths, seq_axis=0, batch_axis=1))
    return projected(tf.transpose(tf.concat(outputs, 2), [1, 0, 2]), 6), [], {}


def block_cell():
    """LSTMBlockCell in the forward direction, GRUBlockCell in the backward one."""
    ids, lengths, x = inputs()

    class LstmBlock(cells.RNNCell):
        state_size = cells.LSTMStateTuple(3, 3)
        output_size = 3

        def __call__(self, x, state, scope=None):
            with v1.variable_scope("lstm", reuse=v1.AUTO_REUSE):
                r = tf.raw_ops.LSTMBlockCell(
                    x=x, cs_prev=state.c, h_prev=state.h, w=variable("kernel", 7, 12), wci=variable("wci", 3),
                    wcf=variable("wcf", 3), wco=variable("wco", 3), b=variable("bias", 12), forget_bias=0.7, cell_clip=-1.0,
                    use_peephole=True)
            return r.h, cells.LSTMStateTuple(r.cs, r.h)

    class GruBlock(cells.RNNCell):
        state_size = 3
        output_size = 3

        def __call__(self, x, state, scope=None):
            with v1.variable_scope("gru", reuse=v1.AUTO_REUSE):
                r = tf.raw_ops.GRUBlockCell(
                    x=x, h_prev=state, w_ru=variable("w_ru", 7, 6), w_c=variable("w_c", 7, 3), b_ru=variable("b_ru", 6),
                    b_c=variable("b_c", 3))
            return r.h, r.h

    x = bidirectional(x, lengths, LstmBlock(), GruBlock())
    return projected(x, 6), [], {}


def trained():
    """The graph as training saved it: switches, a loss with transitions, gradients and an optimizer."""
    ids, lengths, x = inputs()
    rate = v1.placeholder_with_default(0.0, [], name="rate")
    x = tf.nn.dropout(x, rate=rate)
    x = bidirectional(x, lengths, cells.BasicLSTMCell(2), cells.BasicLSTMCell(2))
    logits = projected(x, 4)
    transitions = variable("transitions", TAGS, TAGS)
    labels = v1.placeholder(tf.int32, [None, None], name="labels")
    picked = tf.reduce_sum(tf.one_hot(labels, TAGS) * logits) + tf.reduce_sum(tf.gather(transitions, labels[:, 0]))
    v1.train.AdamOptimizer(0.01).minimize(-picked)
    return logits, [], {}


def projection():
    """Refused: num_proj."""
    ids, lengths, x = inputs()
    x = bidirectional(x, lengths, cells.LSTMCell(4, num_proj=3), cells.LSTMCell(4, num_proj=3))
    return projected(x, 6), [], {}


def clipped():
    """Refused: cell_clip."""
    ids, lengths, x = inputs()
    x = bidirectional(x, lengths, cells.LSTMCell(3, cell_clip=0.5), cells.LSTMCell(3, cell_clip=0.5))
    return projected(x, 6), [], {}


class Coupled(cells.RNNCell):
    """An LSTM whose input gate is one minus its forget gate."""
    state_size = cells.LSTMStateTuple(3, 3)
    output_size = 3

    def __call__(self, x, state, scope=None):
        with v1.variable_scope("coupled", reuse=v1.AUTO_REUSE):
            joined = tf.concat([x, state.h], 1)
            j, f, o = tf.split(tf.matmul(joined, variable("kernel", joined.shape[1], 9)) + variable("bias", 9), 3, 1)
        f = tf.sigmoid(f)
        c = f * state.c + (1 - f) * tf.tanh(j)
        h = tf.sigmoid(o) * tf.tanh(c)
        return h, cells.LSTMStateTuple(c, h)


def coupled():
    ids, lengths, x = inputs()
    x = bidirectional(x, lengths, Coupled(), Coupled())
    return projected(x, 6), [], {}


def attention():
    """Refused: each step looks at the whole sequence."""
    ids, lengths, x = inputs()
    memory = x

    class Attentive(cells.GRUCell):
        def call(self, step, state):
            weights = tf.nn.softmax(tf.reduce_sum(memory * tf.expand_dims(step, 1), 2))
            seen = tf.reduce_sum(memory * tf.expand_dims(weights, 2), 1)
            return super().call(step + seen, state)

    x = bidirectional(x, lengths, Attentive(3), Attentive(3))
    return projected(x, 6), [], {}


def attention_above():
    """Refused: attention between the recurrence and the scores."""
    ids, lengths, x = inputs()
    x = bidirectional(x, lengths, cells.GRUCell(3), cells.GRUCell(3))
    x = tf.matmul(tf.nn.softmax(tf.matmul(x, x, transpose_b=True)), x)
    return projected(x, 6), [], {}


def frozen(session, logits):
    graph = v1.graph_util.convert_variables_to_constants(
        session, session.graph.as_graph_def(), [logits.op.name] + transitions_of(session.graph))
    return v1.graph_util.remove_training_nodes(graph, protected_nodes=transitions_of(session.graph))


def transitions_of(graph):
    return [op.name for op in graph.get_operations() if op.name.endswith("transitions")]


def build(network, seed, write):
    v1.reset_default_graph()
    with tf.Graph().as_default() as graph, v1.Session(graph=graph) as session:
        v1.set_random_seed(seed)
        logits, _, feed = network()
        session.run(v1.global_variables_initializer())
        randomise(session, seed)
        rows = sentences(seed)
        names = {op.name for op in graph.get_operations()}
        feed = dict(feed)
        feed[graph.get_tensor_by_name("ids:0")] = padded(rows)
        if "lengths" in names:
            feed[graph.get_tensor_by_name("lengths:0")] = LENGTHS
        outputs = session.run(logits, feed)
        write(session, logits, rows, outputs)


def pads_of(network):
    return "visible" if network is without_lengths else "none"


def write_frozen(network, seed, ending=".pb", text=False):
    name = network.__name__ + {".pb": "", ".pbtxt": "_text" if text else "_misnamed"}[ending]

    def write(session, logits, rows, outputs):
        directory = tempfile.mkdtemp()
        tf.io.write_graph(frozen(session, logits), directory, "graph" + ending, as_text=text)
        zipped(directory, name)
        record(name, rows, outputs, pads_of(network))

    build(network, seed, write)


def write_checkpoint(network, seed):
    name = network.__name__ + "_checkpoint"

    def write(session, logits, rows, outputs):
        saver = v1.train.Saver()
        directory = tempfile.mkdtemp()
        saver.save(session, os.path.join(directory, "model.ckpt-7"), write_state=False)
        zipped(directory, name)
        record(name, rows, outputs, pads_of(network))

    build(network, seed, write)


def saved_model_of_tensorflow1():
    name = "basic_lstm_saved_model"

    def write(session, logits, rows, outputs):
        directory = os.path.join(tempfile.mkdtemp(), name)
        graph = session.graph
        v1.saved_model.simple_save(
            session, directory,
            inputs={"words": graph.get_tensor_by_name("ids:0"), "lengths": graph.get_tensor_by_name("lengths:0")},
            outputs={"scores": logits})
        zipped(directory, name)
        record(name, rows, outputs, "none")

    build(basic_lstm, 31, write)


def main():
    os.makedirs(FOLDER, exist_ok=True)
    v1.disable_v2_behavior()
    for seed, network in enumerate(
            [basic_lstm, peepholes, gru, two_layers, one_loop_of_two_cells, without_lengths, lengths_from_ids, block_lstm,
             block_cell, projection, clipped, coupled, attention, attention_above], start=1):
        write_frozen(network, seed)
    write_frozen(gru, 20, ".pbtxt", text=True)
    write_frozen(peepholes, 21, ".pbtxt")
    write_checkpoint(trained, 30)
    saved_model_of_tensorflow1()


if __name__ == "__main__":
    main()
