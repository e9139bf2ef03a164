package site

import (
	"context"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
)

type actorKey struct{}

// As returns r on behalf of a. Only what knows sessions, and tests, call it.
func As(r *http.Request, a actor.Actor) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), actorKey{}, a))
}

// By returns on whose behalf r is. A desk hands it to the use case as an
// argument; nothing below the desks looks into the context.
func By(r *http.Request) actor.Actor {
	a, _ := r.Context().Value(actorKey{}).(actor.Actor)
	return a
}
