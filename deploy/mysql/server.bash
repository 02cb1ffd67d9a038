# shellcheck shell=bash
# For backup and restore: how the server is reached, and what makes a copy of the metadata whole.

say() { echo "${0##*/}: $*" >&2; }
die() { say "$1"; exit "${2:-1}"; }

database=dfs
container=
options=

# option NAME VALUE: takes one of the options that both scripts have. False if it is not one of them.
server_option() {
    case $1 in
        --container) container=$2 ;;
        --options) options=$2 ;;
        --database) database=$2 ;;
        *) return 1 ;;
    esac
}

# Decides where the server is: an option file, a container, or the service mysql of this folder's docker-compose.yml; of a
# group the primary.
find_server() {
    [[ $database =~ ^[A-Za-z0-9_]{1,40}$ ]] || die "a database's name is 1 to 40 letters, digits and _, not '$database'" 2
    [[ -z $options || -z $container ]] || die "--container and --options are two ways to one server: give one" 2
    if [[ -n $options ]]; then
        [[ -r $options ]] || die "can't read the option file $options" 2
        [[ -z $(find -L "$options" -perm /007) ]] || die "$options holds a password and everybody may read it: chmod 600 $options" 2
    elif [[ -z $container ]]; then
        find_container
    fi
    client mysql --connect-timeout=10 -e 'SELECT 1' >/dev/null || die "can't talk to the server"
    # One that has left its group, or has not yet joined it, may be behind the others.
    [[ $(query "SELECT @@GLOBAL.offline_mode" 2>/dev/null || echo 0) == 0 ]] ||
        die "the server is in offline mode, as a member of a group is that is not in it: give another one"
}

# Of the compose services of a group the primary, else the only one.
find_container() {
    local service candidate seen=''
    for service in mysql mysql-2 mysql-3; do
        candidate=$(docker compose --profile ha --project-directory "$(dirname "${BASH_SOURCE[0]}")/../.." ps -q "$service" 2>/dev/null) || true
        [[ -n $candidate ]] || continue
        container=$candidate seen+=" $service"
        [[ $(query 'SELECT @@GLOBAL.super_read_only OR @@GLOBAL.offline_mode' 2>/dev/null) != 0 ]] || return 0
    done
    [[ $seen != *' '*' '* ]] || die "no primary was found among$seen: 'docker compose logs$seen' says what they wait for"
    [[ -n $container ]] || die "no compose service mysql is up: start it, or say --container NAME or --options FILE" 2
}

# A program of MySQL, towards the server. Passwords go by files and pipes, never by a command line.
client() {
    local program=$1
    shift
    if [[ -n $options ]]; then
        "$program" --defaults-extra-file="$options" "$@"
    else
        docker exec -i "$container" bash -c "$as_in_container" client "$program" "$@"
    fi
}

# Runs inside the container: the account that the image made from its environment, root if its password is known there.
# shellcheck disable=SC2016  # for the container's shell to expand
as_in_container='
    value() { local file=${1}_FILE; if [[ -n ${!file:-} ]]; then cat "${!file}"; else printf %s "${!1:-}"; fi; }
    user=root password=$(value MYSQL_ROOT_PASSWORD)
    if [[ -z $password && -n ${MYSQL_USER:-} ]]; then user=$MYSQL_USER password=$(value MYSQL_PASSWORD); fi
    program=$1; shift
    "$program" --defaults-extra-file=<(printf "[client]\nuser=\"%s\"\npassword=\"%s\"\n" "$user" "$password") "$@"'

# query SQL [MYSQL OPTIONS...]: the answer without headings.
query() {
    local sql=$1
    shift
    client mysql --batch --skip-column-names "$@" -e "$sql"
}

# One line each: what the metadata holds, and below "problem" what can't be so in a whole copy. `dfs fsck` asks the same of
# the nodes; this asks only whether the tables fit together, which a load with foreign keys switched off does not.
# shellcheck disable=SC2034  # used by the scripts that source this file
facts_sql="
SELECT 'server', VERSION();
SELECT 'schema', MAX(CAST(version AS UNSIGNED)) FROM flyway_schema_history WHERE success = 1;
SELECT 'cluster', LOWER(INSERT(INSERT(INSERT(INSERT(HEX(id), 9, 0, '-'), 14, 0, '-'), 19, 0, '-'), 24, 0, '-')) FROM cluster;
SELECT 'epoch', epoch FROM cluster;
SELECT 'files', COUNT(*) FROM entry WHERE kind = 'FILE';
SELECT 'bytes', COALESCE(SUM(length_bytes), 0) FROM entry WHERE kind = 'FILE';
SELECT 'newest', MAX(modified_at) FROM entry;
SELECT 'chunks', COUNT(*) FROM chunk;
SELECT 'replicas', COUNT(*) FROM replica;
SELECT 'problem', 'not exactly one cluster' FROM (SELECT COUNT(*) AS n FROM cluster) c WHERE n <> 1;
SELECT 'problem', CONCAT('migration ', version, ' failed') FROM flyway_schema_history WHERE success = 0;
SELECT 'problem', CONCAT(n, ' entries without their directory') FROM (SELECT COUNT(*) AS n FROM entry e
    LEFT JOIN entry p ON p.id = e.parent_id WHERE e.parent_id IS NOT NULL AND p.id IS NULL) c WHERE n > 0;
SELECT 'problem', CONCAT(n, ' extents without their file or chunk') FROM (SELECT COUNT(*) AS n FROM extent x
    LEFT JOIN entry e ON e.id = x.file_id LEFT JOIN chunk c ON c.id = x.chunk_id WHERE e.id IS NULL OR c.id IS NULL) c WHERE n > 0;
SELECT 'problem', CONCAT(n, ' replicas without their chunk') FROM (SELECT COUNT(*) AS n FROM replica r
    LEFT JOIN chunk c ON c.id = r.chunk_id WHERE c.id IS NULL) c WHERE n > 0;
SELECT 'problem', CONCAT(n, ' files whose extents do not make up their length') FROM (SELECT COUNT(*) AS n FROM (SELECT e.id
    FROM entry e LEFT JOIN extent x ON x.file_id = e.id WHERE e.kind = 'FILE' GROUP BY e.id, e.length_bytes
    HAVING COALESCE(SUM(x.length_bytes), 0) <> e.length_bytes) short) c WHERE n > 0;"

# judge FACTS: says the problems, if there are any, and is false then.
judge() {
    local problems
    problems=$(awk -F'\t' '$1 == "problem" { print "  " $2 }' <<<"$1")
    [[ -n $problems ]] || return 0
    say "the tables do not fit together:"
    echo "$problems" >&2
    return 1
}

# intact FILE: what was written is still what is there, and the dump came to its end.
intact() {
    [[ -r $1 ]] || die "can't read $1" 2
    if [[ -f $1.sha256 ]]; then
        (cd "$(dirname "$1")" && sha256sum --quiet --strict -c "$(basename "$1").sha256") || die "$1 is damaged: its checksum is wrong"
    else
        say "$1.sha256 is missing, so only gzip's own checksum tells whether the file is whole"
    fi
    gzip -t "$1" || die "$1 is damaged"
    gzip -dc "$1" | tail -n 1 | grep -q '^-- Dump completed' || die "$1 is not a complete back-up: its last line is missing"
}
