package dev.fastener.convert.certificate;

import dev.fastener.model.TaggerModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;

/**
 * Short texts to show how a model cuts: of those of several scripts the ones that its vocabulary knows best, and where it knows too
 * little of them, entries of the vocabulary side by side.
 */
public final class SampleTexts {
    /** Texts that show enough. */
    public static final int COUNT = 3;

    private static final int ENTRIES = 6;

    /** Share of the steps that a text needs to be known by. */
    private static final double LEAST_KNOWN = 0.6;

    /** With what is cut in more than one way: marks, contractions, numbers, white space, emoji of several code points. */
    private static final List<String> OF_ALL_SCRIPTS = List.of(
            "华东师范大学位于上海，2024年。",
            "韩梅梅和Tom去成都找李雷",
            "Lena's shop isn't open in New-Ulm, not even at 7:30 p.m.",
            "Zoë pays 3.50 for two cups.",
            "น้ำชาอยู่ที่นั่น",
            "ផ្ទះនៅភ្នំពេញ",
            "ຢູ່ທີ່ນີ້",
            "မြို့ထဲမှာ",
            "हिन्दी में लिखो",
            "كِتَابٌ في البَيْت",
            "שָׁלוֹם לכולם",
            "東京駅でお茶を売る",
            "서울역에서 차를 판다",
            "Мара живёт в Порту.",
            "Tie\u0302\u0301ng Vie\u0323\u0302t");

    private SampleTexts() {}

    /** At most three, those known best first. */
    public static List<String> of(TaggerModel model) {
        List<TextCuts.Sentence> known = TextCuts.cut(model, OF_ALL_SCRIPTS).stream()
                .filter(sentence -> shareKnown(sentence) >= LEAST_KNOWN)
                .sorted(Comparator.comparing(SampleTexts::shareKnown).reversed())
                .toList();
        List<String> texts = new ArrayList<>(
                known.stream().map(TextCuts.Sentence::text).limit(COUNT).toList());
        if (texts.size() < COUNT) {
            texts.addAll(ofEntries(model, COUNT - texts.size()));
        }
        return texts;
    }

    private static double shareKnown(TextCuts.Sentence sentence) {
        long known = sentence.steps().stream().filter(TextCuts.Step::known).count();
        return known / (double) Math.max(1, sentence.steps().size());
    }

    /** Entries from all over the vocabulary, evenly chosen. */
    private static List<String> ofEntries(TaggerModel model, int count) {
        List<String> entries = model.features().get(0).vocabulary().entries().stream()
                .filter(entry -> !entry.isBlank())
                .toList();
        String between = model.text().unit().isWord() ? " " : "";
        int texts = Math.min(count, (entries.size() + ENTRIES - 1) / ENTRIES);
        int chosen = Math.min(entries.size(), texts * ENTRIES);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < texts; i++) {
            StringJoiner line = new StringJoiner(between);
            for (int k = i * ENTRIES; k < Math.min(chosen, (i + 1) * ENTRIES); k++) {
                line.add(entries.get((int) ((long) k * entries.size() / chosen)));
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
