package io.dfs.metadata.web;

import java.io.InputStream;
import java.io.Reader;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.io.IOContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.sym.PropertyNameMatcher;
import tools.jackson.core.util.JsonParserDelegate;

/** Reads JSON; that of a request's body is counted while it is read, so that lists end at their limit and not in memory. */
final class MeasuredJson extends JsonFactory {

    private static final long serialVersionUID = 1L;

    /** Longer than every text of the contract: a path of which each byte is escaped has 24 KiB. */
    private static final int MAX_TEXT_LENGTH = 100_000;

    private static final StreamReadConstraints CONSTRAINTS =
            StreamReadConstraints.builder().maxStringLength(MAX_TEXT_LENGTH).build();

    MeasuredJson() {
        super(JsonFactory.builder().streamReadConstraints(CONSTRAINTS));
    }

    @Override
    protected JsonParser _createParser(ObjectReadContext context, IOContext io, InputStream in) {
        return measured(super._createParser(context, io, in));
    }

    /** A body in another encoding than those of JSON, such as ISO-8859-1. */
    @Override
    protected JsonParser _createParser(ObjectReadContext context, IOContext io, Reader in) {
        return measured(super._createParser(context, io, in));
    }

    private static JsonParser measured(JsonParser parser) {
        return BodyMeter.current()
                .<JsonParser>map(meter -> new Parser(parser, meter))
                .orElse(parser);
    }

    /** Counts each step; what is skipped counts too, because the parser remembers its names. */
    private static final class Parser extends JsonParserDelegate {

        private final BodyMeter meter;

        Parser(JsonParser delegate, BodyMeter meter) {
            super(delegate);
            this.meter = meter;
        }

        @Override
        public @Nullable JsonToken nextToken() {
            meter.valueCame();
            return super.nextToken();
        }

        @Override
        public @Nullable JsonToken nextValue() {
            meter.valueCame();
            return super.nextValue();
        }

        @Override
        public @Nullable String nextName() {
            meter.valueCame();
            return super.nextName();
        }

        @Override
        public boolean nextName(SerializableString name) {
            meter.valueCame();
            return super.nextName(name);
        }

        @Override
        public int nextNameMatch(PropertyNameMatcher matcher) {
            meter.valueCame();
            return super.nextNameMatch(matcher);
        }

        @Override
        public JsonParser skipChildren() {
            JsonToken token = currentToken();
            int open = token != null && token.isStructStart() ? 1 : 0;
            while (open > 0) {
                token = nextToken();
                if (token == null) {
                    return this;
                }
                open += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            }
            return this;
        }
    }
}
