package io.dfs.cli.session;

import io.dfs.common.http.Json;
import java.io.PrintStream;

/** The pages of a list as one JSON object like the API's page, written item by item however many there are. */
public final class JsonListing {

    private final PrintStream out;
    private boolean isFirst = true;
    private boolean itemsEnded;

    /** @param field the field that holds the items */
    public JsonListing(PrintStream out, String field) {
        this.out = out;
        out.print("{\"" + field + "\":[");
    }

    public void add(Object item) {
        out.print(isFirst ? "\n  " : ",\n  ");
        isFirst = false;
        out.print(Json.mapper().writeValueAsString(item));
    }

    /** Ends the items; another field follows them. */
    public JsonListing with(String field, Object value) {
        endItems();
        out.print(",\"" + field + "\":" + Json.mapper().writeValueAsString(value));
        return this;
    }

    public void end() {
        endItems();
        out.println("}");
    }

    private void endItems() {
        if (!itemsEnded) {
            out.print("\n]");
            itemsEnded = true;
        }
    }
}
