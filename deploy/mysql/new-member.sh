# shellcheck shell=bash
# Run by the mysql image when it has made a database. A new member of a group has no transactions, so that it takes all from the
# others, and is reached by nobody until then (deploy/mysql/member).
if [[ ${DFS_HA:-} == on ]]; then
    for statement in 'SET PERSIST_ONLY offline_mode = ON' 'RESET BINARY LOGS AND GTIDS'; do
        MYSQL_PWD=$MYSQL_ROOT_PASSWORD mysql --protocol=socket --user=root --execute="$statement"
    done
fi
