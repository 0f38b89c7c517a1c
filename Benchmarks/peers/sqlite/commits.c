/* Durable commits per second of SQLite, made by threads that change one message each, one after the other.
 *
 *   commits FILE WRITERS COMMITS WARM-UP
 *
 * Write-ahead log, synchronous=FULL, a connection and a prepared statement per thread. Writers queue for a mutex: SQLite's
 * own way of waiting for another writer is to sleep and try again, which is slower. */

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *path;
static int writers;
static int total;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static pthread_barrier_t barrier;

static void check(sqlite3 *database, int code, const char *what)
{
    if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return;
    fprintf(stderr, "%s: %s\n", what, database ? sqlite3_errmsg(database) : sqlite3_errstr(code));
    exit(1);
}

static sqlite3 *open_database(void)
{
    sqlite3 *database;
    check(NULL, sqlite3_open(path, &database), "open");
    check(database, sqlite3_exec(database, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL", NULL, NULL, NULL), "set");
    return database;
}

struct writer {
    pthread_t thread;
    int number;
    sqlite3 *database;
};

static void *write_messages(void *argument)
{
    struct writer *writer = argument;
    sqlite3_stmt *statement;
    check(writer->database, sqlite3_prepare_v2(writer->database, "UPDATE health SET message = ?1 WHERE id = ?2", -1, &statement,
        NULL), "prepare");
    pthread_barrier_wait(&barrier);
    for (int commit = writer->number; commit < total; commit += writers) {
        char message[128];
        int length = snprintf(message, sizeof message, "Writer %d has seen an answer after %d ms, which is fast enough",
            writer->number, commit);
        sqlite3_bind_text(statement, 1, message, length, SQLITE_TRANSIENT);
        sqlite3_bind_int(statement, 2, writer->number % 50);
        pthread_mutex_lock(&turn);
        check(writer->database, sqlite3_step(statement), "update");
        check(writer->database, sqlite3_reset(statement), "reset");
        pthread_mutex_unlock(&turn);
    }
    sqlite3_finalize(statement);
    return NULL;
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

/* Seconds for `commits` changes of all writers together. */
static double run(struct writer *all, int commits)
{
    total = commits;
    pthread_barrier_init(&barrier, NULL, writers + 1);
    for (int index = 0; index < writers; index++) {
        all[index].number = index;
        pthread_create(&all[index].thread, NULL, write_messages, &all[index]);
    }
    pthread_barrier_wait(&barrier);
    double begin = now();
    for (int index = 0; index < writers; index++) pthread_join(all[index].thread, NULL);
    double end = now();
    pthread_barrier_destroy(&barrier);
    return end - begin;
}

int main(int count, char **arguments)
{
    if (count != 5) {
        fprintf(stderr, "usage: commits FILE WRITERS COMMITS WARM-UP\n");
        return 64;
    }
    path = arguments[1];
    writers = atoi(arguments[2]);
    sqlite3 *database = open_database();
    check(database, sqlite3_exec(database, "CREATE TABLE health (id INTEGER PRIMARY KEY, name TEXT, message TEXT)", NULL, NULL,
        NULL), "create");
    for (int id = 0; id < 50; id++) {
        char *text = sqlite3_mprintf("INSERT INTO health VALUES (%d, 'Web page', '')", id);
        check(database, sqlite3_exec(database, text, NULL, NULL, NULL), "insert");
        sqlite3_free(text);
    }
    struct writer *all = calloc(writers, sizeof *all);
    for (int index = 0; index < writers; index++) all[index].database = open_database();
    run(all, atoi(arguments[4]));
    int commits = atoi(arguments[3]);
    double seconds = run(all, commits);
    for (int index = 0; index < writers; index++) sqlite3_close(all[index].database);
    sqlite3_close(database);
    printf("%f\n", seconds > 0 ? commits / seconds : 0);
    return 0;
}
