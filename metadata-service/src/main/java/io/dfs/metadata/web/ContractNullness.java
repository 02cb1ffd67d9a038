package io.dfs.metadata.web;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;

/**
 * Makes Jackson keep to the nullness that the wire contract's records declare: what is not {@code @Nullable} must be in the
 * request. Otherwise a missing field would be found by a NullPointerException somewhere behind the edge.
 */
final class ContractNullness extends NopAnnotationIntrospector {

    private static final long serialVersionUID = 1L;
    private static final String CONTRACT = "io.dfs.common.";

    @Override
    public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
        return isRequired(member) ? Boolean.TRUE : null;
    }

    @Override
    public JsonSetter.Value findSetterInfo(MapperConfig<?> config, Annotated member) {
        return isRequired(member) ? JsonSetter.Value.construct(Nulls.FAIL, Nulls.FAIL) : JsonSetter.Value.empty();
    }

    private static boolean isRequired(Annotated member) {
        if (!(member instanceof AnnotatedParameter parameter)
                || !(parameter.getOwner().getMember() instanceof Executable creator)) {
            return false;
        }
        AnnotatedType type = creator.getAnnotatedParameterTypes()[parameter.getIndex()];
        return creator instanceof Constructor<?>
                && creator.getDeclaringClass().isRecord()
                && creator.getDeclaringClass().getName().startsWith(CONTRACT)
                && !type.isAnnotationPresent(Nullable.class);
    }
}
