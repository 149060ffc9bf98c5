package dev.fastener.app.tag;

/**
 * A line of text, or a part of one that is too long to be held whole.
 *
 * @param text without its line end
 * @param line number in its file, from 1
 * @param offset code points of the line before this piece
 * @param isWholeLine whether it is all of the line
 */
record TextPiece(String text, long line, long offset, boolean isWholeLine) {}
