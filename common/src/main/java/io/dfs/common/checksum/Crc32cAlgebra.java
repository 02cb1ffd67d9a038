package io.dfs.common.checksum;

/**
 * Arithmetic on CRCs as polynomials over GF(2) modulo the Castagnoli polynomial, bit-reflected: bit 31 is x^0.
 * The method is that of zlib's {@code crc32_combine} (Mark Adler), with this polynomial.
 */
final class Crc32cAlgebra {

    private static final int POLYNOMIAL = 0x82F63B78;
    private static final int ONE = 1 << 31;

    /** Entry k is x^(2^k) modulo the polynomial, for every bit of a length in bits: 63 of a length in bytes, and 3. */
    private static final int[] X_TO_POWER_OF_TWO = powersOfTwo();

    private Crc32cAlgebra() {}

    /** The CRC register {@code crc} after {@code lengthBytes} zero bytes: crc * x^(8 * lengthBytes). */
    static int shift(int crc, long lengthBytes) {
        if (lengthBytes < 0) {
            throw new IllegalArgumentException("lengthBytes < 0: " + lengthBytes);
        }
        int factor = ONE;
        int k = 3; // 2^3 bits in a byte
        for (long rest = lengthBytes; rest != 0; rest >>>= 1, k++) {
            if ((rest & 1) != 0) {
                factor = multiply(X_TO_POWER_OF_TWO[k], factor);
            }
        }
        return multiply(factor, crc);
    }

    private static int multiply(int a, int b) {
        int product = 0;
        int term = b;
        for (int bit = ONE; bit != 0; bit >>>= 1) {
            if ((a & bit) != 0) {
                product ^= term;
            }
            term = (term & 1) != 0 ? (term >>> 1) ^ POLYNOMIAL : term >>> 1;
        }
        return product;
    }

    private static int[] powersOfTwo() {
        int[] powers = new int[63 + 3];
        powers[0] = ONE >>> 1; // x^1
        for (int k = 1; k < powers.length; k++) {
            powers[k] = multiply(powers[k - 1], powers[k - 1]);
        }
        return powers;
    }
}
