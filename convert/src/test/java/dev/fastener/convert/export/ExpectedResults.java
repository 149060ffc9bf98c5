package dev.fastener.convert.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.fastener.decode.DecodeWorkspace;
import dev.fastener.decode.Decoder;
import dev.fastener.engine.ScalarEngine;
import dev.fastener.model.EncodedBatch;
import dev.fastener.model.PaddingRule;
import dev.fastener.model.TagScores;
import dev.fastener.model.TaggerModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;

/** Sentences of random ids, and what our engine gives for them, as JSON for the judge. */
final class ExpectedResults {
    private static final int SENTENCES = 12;

    private ExpectedResults() {}

    static void write(TaggerModel model, long seed, Path file) throws IOException {
        Random random = new Random(seed);
        int features = model.features().size();
        boolean free = !(model.text().padding() instanceof PaddingRule.Visible);
        int longest = free && model.text().maxLength() > 60
                ? 60
                : model.text().maxLength() == 0 ? 30 : model.text().maxLength();
        boolean holes = model.features().get(0).vocabulary().unknownId()
                == model.features().get(0).vocabulary().padId();
        int[][][] ids = new int[features][SENTENCES][];
        for (int s = 0; s < SENTENCES; s++) {
            int length = s == 0 ? longest : s == 1 ? 1 : 1 + random.nextInt(longest);
            for (int f = 0; f < features; f++) {
                ids[f][s] = new int[length];
                int rows = model.features().get(f).embedding().rows();
                for (int t = 0; t < length; t++) {
                    int least = holes && t > 0 && t < length - 1 ? 0 : 1;
                    ids[f][s][t] = least + random.nextInt(rows - least);
                }
            }
        }
        try (JsonGenerator json =
                new JsonFactory().createGenerator(file.toFile(), com.fasterxml.jackson.core.JsonEncoding.UTF8)) {
            json.writeStartObject();
            json.writeArrayFieldStart("ids");
            for (int[][] ofFeature : ids) {
                json.writeStartArray();
                for (int[] sentence : ofFeature) {
                    json.writeArray(sentence, 0, sentence.length);
                }
                json.writeEndArray();
            }
            json.writeEndArray();
            results(model, ids, json);
            json.writeEndObject();
        }
    }

    private static void results(TaggerModel model, int[][][] ids, JsonGenerator json) throws IOException {
        ScalarEngine engine = new ScalarEngine(model);
        Decoder decoder = new Decoder(model);
        DecodeWorkspace workspace = decoder.newWorkspace();
        int[][] tags = new int[SENTENCES][];
        json.writeArrayFieldStart("scores");
        for (int s = 0; s < SENTENCES; s++) {
            int[][] one = new int[ids.length][];
            for (int f = 0; f < ids.length; f++) {
                one[f] = ids[f][s];
            }
            EncodedBatch batch = new EncodedBatch(one, new int[] {0, one[0].length});
            TagScores scores = engine.score(batch, engine.newWorkspace());
            tags[s] = new int[one[0].length];
            decoder.tags(batch, scores, workspace, tags[s]);
            json.writeStartArray();
            for (int t = 0; t < one[0].length; t++) {
                json.writeStartArray();
                for (int tag = 0; tag < scores.tags(); tag++) {
                    json.writeNumber(scores.values()[(scores.lead()[0] + t) * scores.tags() + tag]);
                }
                json.writeEndArray();
            }
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("tags");
        for (int[] path : tags) {
            json.writeArray(path, 0, path.length);
        }
        json.writeEndArray();
    }
}
