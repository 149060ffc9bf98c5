package dev.fastener.text;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Unpacks gzip, which is known by its first bytes, whatever the file's name; refuses other packed files by name. */
public final class PackedInput {
    private static final int BUFFER_BYTES = 1 << 16;

    private static final String ARROW_WAY_ON =
            "is an Arrow file of Hugging Face's datasets. Make JSON Lines of it with:"
                    + " python3 -c \"from datasets import Dataset; Dataset.from_file('FILE').to_json('FILE.jsonl',"
                    + " force_ascii=False)\"; where its tags are numbers, dataset_info.json beside it names them";

    private PackedInput() {}

    /** Files of other programs that hold labelled text, known by their first bytes, and what makes lines of them. */
    private enum Foreign {
        PARQUET(
                "",
                "is a Parquet file. Make JSON Lines of it with: python3 -c \"import pandas as p;"
                        + " p.read_parquet('FILE').to_json('FILE.jsonl', orient='records', lines=True, force_ascii=False)\";"
                        + " where its tags are numbers, name them with --tag-names",
                'P',
                'A',
                'R',
                '1',
                0x15),
        ARROW_FILE("", ARROW_WAY_ON, 'A', 'R', 'R', 'O', 'W', '1', 0, 0),
        ARROW_STREAM("", ARROW_WAY_ON, 0xff, 0xff, 0xff, 0xff),
        EXCEL(".xlsx", "is an Excel file: save it as CSV with a row of names (sentence_id, word, tag)", 'P', 'K', 3, 4),
        DOCBIN(
                ".spacy",
                "is spaCy's DocBin. Make JSON Lines of it with: python3 -c \"import spacy, json; from spacy.tokens import"
                        + " DocBin; [print(json.dumps({'text': d.text, 'label': [[e.start_char, e.end_char, e.label_] for e in"
                        + " d.ents]})) for d in DocBin().from_disk('FILE').get_docs(spacy.blank('xx').vocab)]\" > FILE.jsonl",
                0x78),
        PICKLE(".pkl", "is a Python pickle: write its tokens and tags as JSON Lines with Python first", 0x80);

        private final String ending;
        private final String wayOn;
        private final int[] magic;

        Foreign(String ending, String wayOn, int... magic) {
            this.ending = ending;
            this.wayOn = wayOn;
            this.magic = magic;
        }

        private boolean is(byte[] start, String name) {
            return startsWith(start, magic) && name.toLowerCase(Locale.ROOT).endsWith(ending);
        }
    }

    /**
     * What {@code in} holds, unpacked where it is gzip. Reads no more than is there: a pipe that pauses after its first line
     * is not waited for.
     *
     * @param name of the source, for errors
     * @throws CorpusFormatException where it is a damaged gzip file, or zip, bzip2, xz or zstd
     */
    public static InputStream unpacked(InputStream in, String name) throws IOException {
        InputStream bytes = new BufferedInputStream(in, BUFFER_BYTES);
        bytes.mark(8);
        byte[] start = new byte[8];
        int count = bytes.read(start);
        byte[] magic = Arrays.copyOf(start, Math.max(0, count));
        bytes.reset();
        if (startsWith(magic, 0x1f, 0x8b)) {
            try {
                return new GZIPInputStream(bytes, BUFFER_BYTES);
            } catch (EOFException e) {
                throw new CorpusFormatException(name, 0, "damaged gzip file: it ends within its header");
            } catch (ZipException e) {
                throw new CorpusFormatException(name, 0, "damaged gzip file: " + e.getMessage());
            }
        }
        for (Foreign foreign : Foreign.values()) {
            if (foreign.is(magic, name)) {
                throw new CorpusFormatException(name, 0, foreign.wayOn);
            }
        }
        String packed = startsWith(magic, 'P', 'K', 3, 4)
                ? "zip"
                : startsWith(magic, 'B', 'Z', 'h')
                        ? "bzip2"
                        : startsWith(magic, 0xfd, '7', 'z', 'X', 'Z')
                                ? "xz"
                                : startsWith(magic, 0x28, 0xb5, 0x2f, 0xfd) ? "zstd" : "";
        if (!packed.isEmpty()) {
            throw new CorpusFormatException(
                    name, 0, "is a " + packed + " file; unpack it first, only gzip is unpacked here");
        }
        return bytes;
    }

    private static boolean startsWith(byte[] bytes, int... magic) {
        if (bytes.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((bytes[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
