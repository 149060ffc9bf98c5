package dev.fastener.convert.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fastener.convert.ConversionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Maps of sharded weights that lie, and shards without a map; real ones stand in the shared cases. */
class ShardsTest {
    @TempDir
    private Path folder;

    private Path map(String weightMap) throws IOException {
        return Files.writeString(folder.resolve("m.weights.json"), "{\"weight_map\": " + weightMap + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"/vars\": \"../m_00000.weights.h5\"}      | files in the same folder",
                "{\"/vars\": \"/etc/passwd\"}                | files in the same folder",
                "{\"/vars\": [\"a\\\\b\"]}                   | files in the same folder",
                "{\"/vars\": [\"..\"]}                       | files in the same folder",
                "{\"/vars\": [7]}                            | files in the same folder",
                "{\"/vars\": \"m_00000.weights.h5\"}         | copy all shards into one folder",
                "{}                                          | found none",
                "[]                                          | found none"
            })
    void aMapLeadsToFilesOfItsFolderOnly(String weightMap, String reason) throws IOException {
        Path map = map(weightMap);
        assertThat(KerasFile.accepts(map)).isTrue();
        assertThatThrownBy(() -> KerasFile.read(map))
                .isInstanceOf(ConversionException.class)
                .hasMessageContaining("m.weights.json")
                .hasMessageContaining(reason);
    }

    @Test
    void aMapOfTooManyShardsIsRefusedBeforeOneIsOpened() throws IOException {
        StringBuilder shards = new StringBuilder("{\"/vars\": [");
        for (int shard = 0; shard < 1001; shard++) {
            shards.append(shard == 0 ? "" : ",").append("\"m_").append(shard).append(".weights.h5\"");
        }
        Path map = map(shards + "]}");
        assertThatThrownBy(() -> KerasFile.read(map)).hasMessageContaining("at most 1000 shards, found 1001");
    }

    @Test
    void theSameVariableInTwoShardsIsNamed() throws IOException {
        KerasArchive archive =
                KerasArchive.read("a", Files.readAllBytes(Recording.FOLDER.resolve("3-bilstm-masked.keras")));
        Files.write(folder.resolve("m_00000.weights.h5"), archive.weights());
        Files.write(folder.resolve("m_00001.weights.h5"), archive.weights());
        Path map = map("{\"/vars\": [\"m_00000.weights.h5\", \"m_00001.weights.h5\"]}");
        assertThatThrownBy(() -> KerasFile.read(map)).hasMessageContaining("each variable in one shard");
        assertThatThrownBy(() -> KerasFile.read(folder.resolve("m_00001.weights.h5")))
                .hasMessageContaining("is shard 2 of 2")
                .hasMessageContaining("give the map of all, m.weights.json");
    }

    @Test
    void aFileCalledAsAShardIsReadWhereItIsWhole() throws IOException {
        Path one = Files.copy(Recording.FOLDER.resolve("3-bigru.weights.h5"), folder.resolve("epoch_00003.weights.h5"));
        assertThat(KerasFile.read(one).readings()).isNotEmpty();
    }
}
