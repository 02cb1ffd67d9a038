package io.dfs.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: from the jar's manifest. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Dfs.class.getPackage().getImplementationVersion();
        return new String[] {"dfs " + (version == null ? "(development)" : version)};
    }
}
