"""Tags text with a model file of Fastener's, without Fastener: numpy and onnxruntime only.

    printf '华东师范大学位于上海\\n' | python fastener_onnx.py model.onnx

reads UTF-8 text, one text a line, and writes one JSON line for each: the text and its entities, start and end counted in
Unicode code points, as `fastener tag --format jsonl` does. Everything it needs beside the network lies in the file's
metadata properties; docs/model-file.md describes them.
"""

import base64
import json
import sys
import unicodedata

import numpy as np
import onnxruntime

BATCH = 32
LONGEST = 4096  # steps of a sequence where the model has no maximum
BIGRAM_END = "</s>"


class Model:
    """A model file: the network as an ONNX Runtime session, everything else out of its metadata."""

    def __init__(self, path, threads=0):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        properties = self.session.get_modelmeta().custom_metadata_map
        if properties.get("fastener.format") != "1":
            raise SystemExit(f"{path}: expected the metadata property fastener.format to be 1: no model of Fastener's")
        self.text = json.loads(properties["fastener.text"])
        tags = json.loads(properties["fastener.tags"])
        self.labels = tags["labels"]
        self.tags = [parse_label(label, tags) for label in self.labels]
        self.scheme = tags["scheme"]
        self.features = json.loads(properties["fastener.features"])["features"]
        for feature in self.features:
            entries = json.loads(properties["fastener.vocabulary." + feature["name"]])
            feature["ids"] = {entry: id for id, entry in enumerate(entries) if entry}
        self.head = json.loads(properties["fastener.head"])
        n = len(self.labels)
        self.transitions = np.zeros((n, n), np.float32)
        self.start = np.zeros(n, np.float32)
        self.end = np.zeros(n, np.float32)
        if "fastener.transitions" in properties and self.head["decoding"] != "ARGMAX":
            self.transitions = floats(properties["fastener.transitions"]).reshape(n, n)
            self.start = floats(properties["fastener.transitions.start"])
            self.end = floats(properties["fastener.transitions.end"])
        signature = json.loads(properties.get("fastener.signature", '{"probabilities": false}'))
        self.logarithms = self.head["decoding"] == "ARGMAX" and signature["probabilities"]

    def tag(self, texts):
        """The entities of each text: lists of (start, end, type), in code points."""
        sequences = []  # (number of the text, steps, ids by feature)
        for number, text in enumerate(texts):
            steps = self.steps(text)
            longest = self.text["maxLength"] or LONGEST
            if self.text.get("longTexts") == "CUT":  # what is cut away is in no entity
                steps = steps[:longest] if self.text["truncationSide"] == "POST" else steps[-longest:]
            start = 0
            while start < len(steps):
                end = piece_end(text, steps, start, longest)
                piece = steps[start:end]
                sequences.append((number, piece, [self.ids(feature, text, piece) for feature in self.features]))
                start = end
        entities = [[] for _ in texts]
        for start in range(0, len(sequences), BATCH):
            batch = sequences[start : start + BATCH]
            for (number, steps, _), path in zip(batch, self.paths(batch)):
                for first, last, kind in spans([self.tags[tag] for tag in path]):
                    entities[number].append((steps[first][0], steps[last - 1][1], kind))
        return entities

    # Text to steps and ids

    def steps(self, text):
        """Where the steps stand, as (start, end); text that the first vocabulary lacks may be no step at all."""
        first = self.features[0]
        steps = segment(text, self.text, first["ids"])
        if first["unknown"] < 0:
            steps = [step for step in steps if self.ids(first, text, [step])[0] >= 0]
        return steps

    def ids(self, feature, text, steps):
        """The id of each step."""
        unit = feature["unit"]
        of_words = self.text["unit"] in ("WORD", "SEPARATED")
        # Pieces as a source cuts them are looked up as they are, others once more without their marks.
        base = bare if self.text["unit"] in ("CHARACTER", "MIXED", "WORD") else str
        if unit == "BIGRAM":
            pieces = [self.normal(text[start:end]) for start, end in steps]
            ids = []
            for piece, after in zip(pieces, pieces[1:] + [BIGRAM_END]):
                short = feature["ids"].get(base(piece) + base(after), feature["unknown"])
                ids.append(feature["ids"].get(piece + after, short))
            return ids
        ids = []
        for start, end in steps:
            if unit == "CHARACTER" and of_words:
                end = character_end(text, start, end)
            elif unit == "WORD" and not of_words:
                while start > 0 and kind_of(text[start - 1]) != "space":
                    start -= 1
                while end < len(text) and kind_of(text[end]) != "space":
                    end += 1
            piece = self.normal(text[start:end])
            short = feature["ids"].get(base(piece), feature["unknown"])
            ids.append(feature["ids"].get(piece, short))
        return ids

    def normal(self, piece):
        """What is looked up for a piece of text."""
        removed = self.text.get("removed")
        if removed:
            piece = "".join(c for c in piece if c not in removed)
        if self.text["fullWidthToHalf"]:
            piece = "".join(chr(ord(c) - 0xFEE0) if "\uff01" <= c <= "\uff5e" else c for c in piece)
        if self.text.get("lowercaseAsciiOnly"):
            piece = "".join(c.lower() if "A" <= c <= "Z" else c for c in piece)
        elif self.text["lowercase"]:
            piece = piece.lower()
        if self.text["digitsToZero"]:
            piece = "".join("0" if unicodedata.category(c) == "Nd" else c for c in piece)
        return piece

    # Ids to tags

    def paths(self, batch):
        """The tags of each sequence."""
        visible = self.text["padding"] == "VISIBLE"
        lengths = [len(steps) for _, steps, _ in batch]
        width = self.text["maxLength"] if visible else max(lengths)
        fixed = self.session.get_inputs()[0].shape[1]
        if isinstance(fixed, int):
            width = fixed
        befores = [width - n if visible and self.text["padSide"] == "PRE" else 0 for n in lengths]
        feed = {}
        for f, feature in enumerate(self.features):
            rows = np.full((len(batch), width), feature["pad"], np.int32)
            for row, before, (_, steps, ids) in zip(rows, befores, batch):
                row[before : before + len(steps)] = ids[f]
            feed[feature["name"]] = rows
        emissions = self.session.run(["output_1"], feed)[0]
        if self.logarithms:
            emissions = np.log(np.maximum(emissions, np.finfo(np.float32).smallest_subnormal))
        paths = []
        for row, before, length in zip(emissions, befores, lengths):
            if visible and self.head["overPads"]:
                paths.append(self.decode(row)[before : before + length])
            else:
                paths.append(self.decode(row[before : before + length]))
        return paths

    def decode(self, emissions):
        """The tag of each row of [steps, tags]."""
        constrained = self.head["constrained"]
        if self.head["decoding"] == "ARGMAX" and not constrained:
            return emissions.argmax(1).tolist()
        decoding = self.head["decoding"]
        if decoding == "VITERBI_KERAS_CONTRIB" and not constrained:
            return viterbi_keras_contrib(emissions, self.transitions, self.start, self.end)
        if decoding == "MARGINAL_KERAS_CONTRIB" and not constrained:
            return marginal_keras_contrib(emissions, self.transitions, self.start, self.end)
        decode = marginal if decoding.startswith("MARGINAL") else viterbi
        if constrained:
            path = decode(emissions, *self.constrained_chain())
            if path is not None:
                return path
        return decode(emissions, self.transitions, self.start, self.end)  # where no path is legal, any is

    def constrained_chain(self):
        """Transitions, start and end scores without what the scheme forbids."""
        if not hasattr(self, "chain"):
            outside = ("O", "")
            moves = np.array([[may_follow(self.scheme, a, b) for b in self.tags] for a in self.tags])
            first = np.array([may_follow(self.scheme, outside, tag) for tag in self.tags])
            last = np.array([may_follow(self.scheme, tag, outside) for tag in self.tags])
            never = np.float32(-np.inf)
            self.chain = (
                np.where(moves, self.transitions, never),
                np.where(first, self.start, never),
                np.where(last, self.end, never),
            )
        return self.chain


def floats(text):
    return np.frombuffer(base64.b64decode(text), "<f4")


# Decoding


def viterbi(emissions, transitions, start, end):
    """The best path; None where all are forbidden. Of equal ones that with the lowest tags from the end backwards."""
    best = start + emissions[0]
    back = []
    for row in emissions[1:]:
        scores = (best[:, None] + transitions) + row
        back.append(scores.argmax(0))
        best = scores.max(0)
    total = best + end
    tag = int(total.argmax())
    if total[tag] == -np.inf:
        return None
    path = [tag]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    return path[::-1]


def marginal(emissions, transitions, start, end):
    """The most probable tag of each step; None where all paths are forbidden."""
    emissions, transitions = emissions.astype(np.float64), transitions.astype(np.float64)
    forward = [start + emissions[0]]
    for row in emissions[1:]:
        forward.append(log_sum(forward[-1][:, None] + transitions, 0) + row)
    backward = [end.astype(np.float64)]
    for row in emissions[:0:-1]:
        backward.append(log_sum(transitions + (row + backward[-1])[None, :], 1))
    both = np.array(forward) + np.array(backward[::-1])
    return None if both[0].max() == -np.inf else both.argmax(1).tolist()


def viterbi_keras_contrib(emissions, transitions, start, end):
    """The best path that goes on to the tag that is last where the path goes on to tag 0."""
    beyond = viterbi(emissions, transitions, start, end + transitions[:, 0])[-1]
    return viterbi(emissions, transitions, start, end + transitions[:, beyond])


def marginal_keras_contrib(emissions, transitions, start, end):
    """keras_contrib's marginal mode, which subtracts what it should add and turns the transitions round."""
    scores = emissions.astype(np.float64)
    scores[0] += start
    scores[-1] += end
    margins = scores.copy()
    for order in (range(len(scores)), reversed(range(len(scores)))):
        sums = np.zeros(len(start))
        for row in order:
            margins[row] -= sums
            sums = log_sum((sums + scores[row])[:, None] + transitions, 0)
    return margins.argmax(1).tolist()


def log_sum(values, axis):
    peak = values.max(axis, keepdims=True)
    peak = np.where(np.isfinite(peak), peak, 0)
    with np.errstate(divide="ignore"):
        return np.log(np.exp(values - peak).sum(axis)) + peak.squeeze(axis)


# Tag schemes: a tag is (position, type), positions are B, I, E, S and O whatever the scheme's own letters are

LETTERS = {
    "BMEO": {"B": "B", "M": "I", "E": "E"},
    "BMES": {"B": "B", "M": "I", "E": "E", "S": "S"},
    "BMEWO": {"B": "B", "M": "I", "E": "E", "W": "S"},
    "BIOES": {"B": "B", "I": "I", "E": "E", "S": "S"},
    "BILOU": {"B": "B", "I": "I", "L": "E", "U": "S"},
    "BIO": {"B": "B", "I": "I"},
    "IOB1": {"B": "B", "I": "I"},
    "IOE1": {"I": "I", "E": "E"},
    "IOE2": {"I": "I", "E": "E"},
}


def parse_label(label, tags):
    """A label such as B-ORG or, type first, ORG-B; a type may hold the separator. A label of neither form is outside."""
    outside = ("O", "")
    letters = LETTERS[tags["scheme"]]
    if len(label) == 1:
        return (letters[label.upper()], "") if label.upper() in letters else outside
    letter, separator, kind = (label[-1], label[-2], label[:-2]) if tags["typeFirst"] else (label[0], label[1], label[2:])
    if len(label) < 3 or separator != tags["separator"] or letter.upper() not in letters:
        return outside
    return (letters[letter.upper()], kind)


def may_follow(scheme, before, after):
    """Whether the tag may stand after the other; before the first step and after the last stands O."""
    (left, left_type), (right, right_type) = before, after
    in_entity = left in "BI"
    continues = in_entity and left_type == right_type and right in "IE"
    begins = right in "BSO"
    if scheme in ("BMES", "BMEWO", "BIOES", "BILOU"):
        return continues if in_entity else begins
    if scheme == "BMEO":  # a lone B is an entity of one step
        return continues if left == "I" else begins or continues
    if scheme == "BIO":
        return begins or continues
    if scheme == "IOB1":
        return right != "B" or (in_entity and left_type == right_type)
    if scheme == "IOE2":
        return not in_entity or continues
    return left != "E" or (left_type == right_type and right != "O")  # IOE1


def spans(tags):
    """Entities as (first step, step after the last, type), by conlleval's rule, which gives illegal sequences a meaning."""
    found = []
    start = None
    for i, (position, kind) in enumerate(tags):
        if not (start is not None and position in "IE" and kind == tags[start][1]):
            if start is not None:
                found.append((start, i, tags[start][1]))
            start = None if position == "O" else i
        if start is not None and position in "ES":
            found.append((start, i + 1, kind))
            start = None
    if start is not None:
        found.append((start, len(tags), tags[start][1]))
    return found


# Text


def kind_of(c):
    """space, mark, latin, digit, ideograph, letter or other."""
    category = unicodedata.category(c)
    if c == "\x85" or "\t" <= c <= "\r" or category[0] == "Z":
        return "space"
    if category in ("Mn", "Me"):
        return "mark"
    if category == "Nd":
        return "digit"
    if category[0] != "L":
        return "letter" if category == "Mc" else "other"
    if c < "\x80":
        return "latin"
    name = unicodedata.name(c, "")
    if name.startswith(("LATIN ", "FULLWIDTH LATIN ", "MODIFIER LETTER SMALL ", "MODIFIER LETTER CAPITAL ")) or c in "ªºKÅ":
        return "latin"
    if name.startswith(("CJK ", "HIRAGANA ", "KATAKANA ", "HALFWIDTH KATAKANA LETTER", "BOPOMOFO ", "IDEOGRAPHIC ")):
        return "ideograph"
    return "letter"


def character_end(text, i, end):
    """End of the code point at i and the marks that follow it."""
    i += 1
    while i < end and kind_of(text[i]) == "mark":
        i += 1
    return i


def bare(piece):
    """A character without its marks; all other text as it is."""
    return piece[:1] if piece and character_end(piece, 0, len(piece)) == len(piece) else piece


def separate(text, separators, removed):
    """What stands between separators; white space as str.split() has it where there are none."""
    steps = []
    start = last = -1
    for i, c in enumerate(text):
        if c in removed:
            continue
        if not (c in separators if separators else c.isspace()):
            start = i if start < 0 else start
            last = i + 1
        elif start >= 0:
            steps.append((start, last))
            start = -1
    if start >= 0:
        steps.append((start, last))
    return steps


def segment(text, rules, vocabulary):
    """The steps of a text, (start, end) each."""
    unit = rules["unit"]
    removed = rules.get("removed", "")
    if unit == "SEPARATED":
        return separate(text, rules.get("separators", ""), removed)
    steps = []
    i = 0
    while i < len(text):
        kind = kind_of(text[i])
        if kind == "space":  # a step where the rules say so, or the vocabulary has that very character
            if (rules.get("spaces") or text[i] in vocabulary) and text[i] not in removed:
                steps.append((i, i + 1))
            i += 1
            continue
        if unit == "CODE_POINT":
            if text[i] not in removed:
                steps.append((i, i + 1))
            i += 1
            continue
        if unit == "WORD":
            end = word_end(text, i)
        else:
            end = character_end(text, i, len(text))
            if unit == "MIXED" and kind in ("latin", "digit"):
                while end < len(text) and kind_of(text[end]) == kind:
                    end = character_end(text, end, len(text))
        steps.append((i, end))
        i = end
    return steps


def word_end(text, i):
    """End of the word that starts at i, by the rules of Fastener's tokenizer: the first that fits."""
    end = len(text)

    def in_word(k):
        return k < end and (kind_of(text[k]) in ("latin", "letter", "digit") or text[k] == "_")

    def letters(k):
        while in_word(k):
            k = character_end(text, k, end)
        return k

    def possessive(k):
        return k + 1 < end and text[k] in "'’" and text[k + 1] in "sS" and not in_word(k + 2)

    def is_digit(k):
        return k < end and kind_of(text[k]) == "digit"

    c = text[i]
    for prefix in ("http://", "https://", "www."):  # a web address, without the punctuation at its end
        if len(text) - i > len(prefix) and text[i : i + len(prefix)].lower() == prefix:
            k = i
            while k < end and kind_of(text[k]) != "space":
                k += 1
            while text[k - 1] in ".,;:!?)]}>\"'’”":
                k -= 1
            return k
    if c in "@#" and in_word(i + 1):
        return letters(i + 1)
    if c == "&":  # an HTML entity
        k = i + 1
        while k < end and k - i < 8 and (text[k].isascii() and text[k].isalnum() or text[k] == "#"):
            k += 1
        if i + 1 < k < end and text[k] == ";":
            return k + 1
    if c in ":;=":  # a smiley
        mouth = i + 2 if i + 1 < end and text[i + 1] in "-'o^" else i + 1
        if mouth < end and text[mouth] in ")(][DPp/\\|*3" and not (in_word(mouth) and in_word(mouth + 1)):
            return mouth + 1
    if possessive(i):
        return i + 2
    kind = kind_of(c)
    if kind == "ideograph":
        return character_end(text, i, end)
    if kind == "digit":  # a number holds its inner . , : / - and a percent sign
        k = letters(i)
        while k + 1 < end and text[k] in ".,:/-" and is_digit(k + 1):
            k = letters(k + 1)
        return k + 1 if k < end and text[k] == "%" else k
    if in_word(i):
        k = letters(i)
        if k - i == 1 and k < end and text[k] == ".":  # U.S.
            dotted = i
            while dotted + 1 < end and unicodedata.category(text[dotted])[0] == "L" and text[dotted + 1] == ".":
                dotted += 2
            if dotted - i >= 4:
                return dotted
        while k + 1 < end and text[k] in "'’-&" and in_word(k + 1) and not possessive(k):
            k = letters(k + 1)
        return k
    k = character_end(text, i, end)
    while kind == "other" and k < end and text[k] == c:
        k = character_end(text, k, end)
    return k


SENTENCE_ENDS = "。！？!?；;｡…"
CLOSERS = "”’」』）)]】》\"'"
COMMAS = "，,、：:､"


def piece_end(text, steps, start, longest):
    """Where a text that is too long is cut: after a sentence, else after a comma, else at white space, else anywhere."""
    if len(steps) - start <= longest:
        return len(steps)
    best, best_rank = start + longest, 0
    for cut in range(start + longest, start, -1):
        rank = cut_rank(text, steps, cut)
        if rank > best_rank:
            best, best_rank = cut, rank
        if best_rank == 3:
            break
    return best


def cut_rank(text, steps, cut):
    gap, after = steps[cut - 1][1], steps[cut][0]
    last, following = text[gap - 1], text[after]
    spaced = gap < after or kind_of(following) == "space" or kind_of(last) == "space"
    if "\n" in text[gap:after]:
        return 3
    ender = last
    i = gap - 1
    while i > 0 and ender in CLOSERS and gap - i < 4:
        i -= 1
        ender = text[i]
    closes = following in CLOSERS or following in SENTENCE_ENDS
    if last == "\n" or (not closes and (ender in SENTENCE_ENDS or (ender == "." and spaced))):
        return 3
    if last in COMMAS:
        return 2
    return 1 if spaced else 0


def main():
    if len(sys.argv) != 2:
        raise SystemExit("usage: fastener_onnx.py MODEL.onnx < TEXT")
    model = Model(sys.argv[1])
    sys.stdin.reconfigure(encoding="utf-8-sig", newline="\n")
    sys.stdout.reconfigure(encoding="utf-8")
    texts = []

    def flush():
        for text, entities in zip(texts, model.tag(texts)):
            found = [{"start": s, "end": e, "type": kind, "text": text[s:e]} for s, e, kind in entities]
            print(json.dumps({"text": text, "entities": found}, ensure_ascii=False, separators=(",", ":")))
        texts.clear()

    for line in sys.stdin:
        texts.append(line.removesuffix("\n").removesuffix("\r"))
        if len(texts) == BATCH:
            flush()
    flush()


if __name__ == "__main__":
    main()
