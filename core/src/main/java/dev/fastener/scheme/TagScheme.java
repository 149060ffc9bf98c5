package dev.fastener.scheme;

import java.util.Locale;
import java.util.Optional;

/**
 * How entity spans are written as one tag per token. The constructor's letters stand for begin, inside, end and single; a
 * dot: the scheme has no such tag.
 *
 * <p>All schemes are read by one rule, {@link SpanReader}'s; they differ in what they write and in what they call legal.
 */
public enum TagScheme {
    /** Begin, middle, end; a one-token entity is a lone B. */
    BMEO("BME."),
    /** Begin, middle, end, single. */
    BMES("BMES"),
    /** Begin, middle, end, and W for a one-token entity. */
    BMEWO("BMEW"),
    /** Begin, inside, end, single; O outside. */
    BIOES("BIES"),
    /** Begin, inside, last, and U (unit) for a one-token entity. */
    BILOU("BILU"),
    /** Begin, inside: IOB2. Each entity starts with B. */
    BIO("BI.."),
    /** B only where an entity follows another of its type (Ramshaw and Marcus 1995). */
    IOB1("BI.."),
    /** E only where an entity is followed by another of its type. */
    IOE1(".IE."),
    /** Each entity ends with E. */
    IOE2(".IE.");

    static final char OUTSIDE = 'O';
    private static final char ABSENT = '.';
    private static final Position[] POSITIONS = Position.values();

    /** In the order of {@link Position}, without OUTSIDE. */
    private final String letters;

    TagScheme(String letters) {
        this.letters = letters;
    }

    /** The scheme named {@code name} in any case; IOB2 and IOBES are accepted too. */
    public static Optional<TagScheme> named(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        for (TagScheme scheme : values()) {
            if (scheme.name().equals(upper)) {
                return Optional.of(scheme);
            }
        }
        return switch (upper) {
            case "IOB2" -> Optional.of(BIO);
            case "IOBES" -> Optional.of(BIOES);
            default -> Optional.empty();
        };
    }

    /** The capital of one of the schemes' letters; any other character as it is. */
    static char capital(char letter) {
        return letter >= 'a' && letter <= 'z' ? (char) (letter - 'a' + 'A') : letter;
    }

    boolean has(Position position) {
        return position == Position.OUTSIDE || letters.charAt(position.ordinal()) != ABSENT;
    }

    char letter(Position position) {
        return position == Position.OUTSIDE ? OUTSIDE : letters.charAt(position.ordinal());
    }

    Optional<Position> position(char letter) {
        if (letter == OUTSIDE) {
            return Optional.of(Position.OUTSIDE);
        }
        int index = letter == ABSENT ? -1 : letters.indexOf(letter);
        return index < 0 ? Optional.empty() : Optional.of(POSITIONS[index]);
    }

    /** The letters of this scheme as a reader expects them: "B M E S O". */
    String lettersInWords() {
        StringBuilder words = new StringBuilder();
        for (char letter : letters.toCharArray()) {
            if (letter != ABSENT) {
                words.append(letter).append(' ');
            }
        }
        return words.append(OUTSIDE).toString();
    }

    /** Position of token {@code index} in an entity of {@code length} tokens whose neighbours are known. */
    Position position(int index, int length, boolean sameTypeTouchesBefore, boolean sameTypeTouchesAfter) {
        boolean first = index == 0;
        boolean last = index == length - 1;
        return switch (this) {
            case BMEO -> first ? Position.BEGIN : last ? Position.END : Position.INSIDE;
            case BMES, BMEWO, BIOES, BILOU ->
                length == 1 ? Position.SINGLE : first ? Position.BEGIN : last ? Position.END : Position.INSIDE;
            case BIO -> first ? Position.BEGIN : Position.INSIDE;
            case IOB1 -> first && sameTypeTouchesBefore ? Position.BEGIN : Position.INSIDE;
            case IOE1 -> last && sameTypeTouchesAfter ? Position.END : Position.INSIDE;
            case IOE2 -> last ? Position.END : Position.INSIDE;
        };
    }

    /** Whether a sentence may start with {@code tag}. */
    public boolean mayStart(Tag tag) {
        return mayFollow(Tag.OUTSIDE, tag);
    }

    /** Whether a sentence may end with {@code tag}. */
    public boolean mayEnd(Tag tag) {
        return mayFollow(tag, Tag.OUTSIDE);
    }

    /** Whether {@code to} may stand on the token after {@code from}. */
    public boolean mayFollow(Tag from, Tag to) {
        Position before = from.position();
        Position after = to.position();
        boolean sameType = from.type().equals(to.type());
        boolean inEntity = before == Position.BEGIN || before == Position.INSIDE;
        boolean continues = inEntity && sameType && (after == Position.INSIDE || after == Position.END);
        boolean begins = after == Position.BEGIN || after == Position.SINGLE || after == Position.OUTSIDE;
        return switch (this) {
            case BMES, BMEWO, BIOES, BILOU -> inEntity ? continues : begins;
            case BMEO -> before == Position.INSIDE ? continues : begins || continues;
            case BIO -> begins || continues;
            // I both begins and continues; B stands after its own type only.
            case IOB1 -> after != Position.BEGIN || (inEntity && sameType);
            // An entity that began may end only with E.
            case IOE2 -> !inEntity || continues;
            // E promises another entity of its type.
            case IOE1 -> before != Position.END || (sameType && after != Position.OUTSIDE);
        };
    }
}
