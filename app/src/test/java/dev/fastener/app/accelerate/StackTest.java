package dev.fastener.app.accelerate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StackTest {
    @Test
    void isReadAsItIsWritten() {
        assertThat(Stack.parse("3x512")).isEqualTo(new Stack(3, 512)).hasToString("3x512");
        assertThatThrownBy(() -> Stack.parse("3*512"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3x512")
                .hasMessageContaining("3*512");
    }
}
