package dev.fastener;

import org.junit.jupiter.api.Test;

class ImportsTest {
    @Test
    void placeholder() {}
}
