package dev.fastener.tune.search;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One thing that a search may set. Its values have a text, which people read and studies store, and a coordinate, on whose
 * scale samplers work: a logarithm for what is searched by its order of magnitude.
 */
public sealed interface Parameter {
    String name();

    /** Smallest coordinate. */
    double low();

    /** Largest coordinate. */
    double high();

    /** Whether only whole coordinates have a value. */
    boolean isDiscrete();

    /** The value at {@code coordinate}, which is whole where the parameter is discrete. */
    String text(double coordinate);

    /**
     * The coordinate of a value.
     *
     * @throws IllegalArgumentException where the parameter hasn't that value
     */
    double coordinate(String text);

    /** One of several names without an order; coordinates are their places. */
    record Choice(String name, List<String> values) implements Parameter {
        public Choice {
            values = List.copyOf(values);
            require(!values.isEmpty(), name, "at least one value", "none");
            require(Set.copyOf(values).size() == values.size(), name, "different values", values);
        }

        @Override
        public double low() {
            return 0;
        }

        @Override
        public double high() {
            return values.size() - 1.0;
        }

        @Override
        public boolean isDiscrete() {
            return true;
        }

        @Override
        public String text(double coordinate) {
            return values.get((int) coordinate);
        }

        @Override
        public double coordinate(String text) {
            int place = values.indexOf(text);
            require(place >= 0, name, "one of " + String.join(", ", values), text);
            return place;
        }
    }

    /** A whole number. */
    record Whole(String name, int smallest, int largest) implements Parameter {
        public Whole {
            require(smallest <= largest, name, "low <= high", smallest + " and " + largest);
        }

        @Override
        public double low() {
            return smallest;
        }

        @Override
        public double high() {
            return largest;
        }

        @Override
        public boolean isDiscrete() {
            return true;
        }

        @Override
        public String text(double coordinate) {
            return Integer.toString((int) coordinate);
        }

        @Override
        public double coordinate(String text) {
            return inside(this, number(name, text), text);
        }
    }

    /** A power of two; the coordinate is its exponent. */
    record PowerOfTwo(String name, int smallest, int largest) implements Parameter {
        public PowerOfTwo {
            require(smallest <= largest, name, "low <= high", smallest + " and " + largest);
            require(smallest > 0 && Integer.bitCount(smallest) == 1, name, "a power of two", smallest);
            require(Integer.bitCount(largest) == 1, name, "a power of two", largest);
        }

        @Override
        public double low() {
            return Integer.numberOfTrailingZeros(smallest);
        }

        @Override
        public double high() {
            return Integer.numberOfTrailingZeros(largest);
        }

        @Override
        public boolean isDiscrete() {
            return true;
        }

        @Override
        public String text(double coordinate) {
            return Integer.toString(1 << (int) coordinate);
        }

        @Override
        public double coordinate(String text) {
            int value = (int) number(name, text);
            require(value > 0 && Integer.bitCount(value) == 1, name, "a power of two", text);
            return inside(this, Integer.numberOfTrailingZeros(value), text);
        }
    }

    /** A real number with six digits; on a logarithmic scale the coordinate is its natural logarithm. */
    record Real(String name, double smallest, double largest, boolean isLogarithmic) implements Parameter {
        private static final MathContext DIGITS = new MathContext(6);
        private static final double ROUNDING = 1e-5;

        public Real {
            require(
                    Double.isFinite(smallest) && Double.isFinite(largest) && smallest <= largest,
                    name,
                    "low <= high",
                    smallest + " and " + largest);
            require(!isLogarithmic || smallest > 0, name, "a range above 0, as its scale is logarithmic", smallest);
        }

        @Override
        public double low() {
            return isLogarithmic ? Math.log(smallest) : smallest;
        }

        @Override
        public double high() {
            return isLogarithmic ? Math.log(largest) : largest;
        }

        @Override
        public boolean isDiscrete() {
            return false;
        }

        @Override
        public String text(double coordinate) {
            double value = isLogarithmic ? Math.exp(coordinate) : coordinate;
            double within = Math.max(smallest, Math.min(largest, value));
            return String.valueOf(new BigDecimal(within).round(DIGITS).doubleValue());
        }

        @Override
        public double coordinate(String text) {
            double value = number(name, text);
            double room = ROUNDING * Math.max(Math.abs(smallest), Math.abs(largest));
            require(value >= smallest - room && value <= largest + room, name, smallest + " to " + largest, text);
            return isLogarithmic ? Math.log(value) : value;
        }
    }

    private static double number(String name, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + ": expected a number, found " + text, e);
        }
    }

    private static double inside(Parameter parameter, double coordinate, String text) {
        require(
                coordinate == Math.rint(coordinate) && coordinate >= parameter.low() && coordinate <= parameter.high(),
                parameter.name(),
                parameter.text(parameter.low()) + " to " + parameter.text(parameter.high()),
                text);
        return coordinate;
    }

    private static void require(boolean holds, String name, String expected, Object found) {
        if (!holds) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "%s: expected %s, found %s", name, expected, found));
        }
    }
}
