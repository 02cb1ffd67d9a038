# shellcheck shell=bash
# Run by the mysql image when it has made a database. A new member of a group has no transactions, so that it takes all from the
# others, and is reached by no one until then (deploy/mysql/member).
if [[ ${DFS_HA:-} == on ]]; then
    as_root() { MYSQL_PWD=$MYSQL_ROOT_PASSWORD mysql --protocol=socket --user=root --execute="$1"; }
    as_root 'SET PERSIST_ONLY offline_mode = ON'
    # Before 8.2 it has another name.
    as_root 'RESET BINARY LOGS AND GTIDS' || as_root 'RESET MASTER'
fi
