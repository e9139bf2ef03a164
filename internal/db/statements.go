package db

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync"
)

// statements keeps prepared statements of a SQLite pool, because preparing one takes
// SQLite longer than running most of them. pgx does the same for PostgreSQL by itself,
// on each connection.
type statements struct {
	pool *sql.DB

	mu   sync.Mutex
	seen map[string]bool      // guarded by mu; statements that ran once and are not kept
	kept map[string]*sql.Stmt // guarded by mu
}

// maxStatements bounds the memory of kept statements. The program has a few hundred,
// of which the busiest come first.
const maxStatements = 300

func newStatements(pool *sql.DB) *statements {
	return &statements{pool: pool, seen: map[string]bool{}, kept: map[string]*sql.Stmt{}}
}

// get returns the kept statement for query, or nil. A query that is asked for again is
// added to wanted, to be prepared once the connection of the transaction is free.
func (s *statements) get(query string, wanted *[]string) *sql.Stmt {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if kept := s.kept[query]; kept != nil {
		return kept
	}
	switch {
	case len(s.kept)+len(*wanted) >= maxStatements, !isKeepable(query):
	case s.seen[query]:
		*wanted = append(*wanted, query)
	case len(s.seen) < 10*maxStatements:
		s.seen[query] = true
	}
	return nil
}

// isKeepable reports whether query is a single statement that reads or changes rows.
func isKeepable(query string) bool {
	verb, _, _ := strings.Cut(strings.TrimSpace(query), " ")
	switch strings.ToUpper(strings.TrimSpace(verb)) {
	case "SELECT", "INSERT", "UPDATE", "DELETE":
		return !strings.Contains(query, ";")
	}
	return false
}

// keep prepares the wanted statements. It needs a connection of the pool. What cannot
// be prepared is not kept.
func (s *statements) keep(ctx context.Context, wanted []string) {
	if s == nil {
		return
	}
	for _, query := range wanted {
		s.mu.Lock()
		known := s.kept[query] != nil
		s.mu.Unlock()
		if known {
			continue
		}
		prepared, err := s.pool.PrepareContext(ctx, query)
		if err != nil {
			continue
		}
		s.mu.Lock()
		if s.kept[query] == nil {
			s.kept[query], prepared = prepared, nil
			delete(s.seen, query)
		}
		s.mu.Unlock()
		if prepared != nil { // another transaction was faster
			prepared.Close()
		}
	}
}

func (s *statements) close() (err error) {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, kept := range s.kept {
		err = errors.Join(err, kept.Close())
	}
	s.kept = map[string]*sql.Stmt{}
	return err
}
