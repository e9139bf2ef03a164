package site

import (
	"context"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/actor"
)

type actorKey struct{}

// WithActor returns r on behalf of a. Only what knows sessions, and tests, call it.
func WithActor(r *http.Request, a actor.Actor) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), actorKey{}, a))
}

// Actor returns on whose behalf r is. A desk hands it to the use case as an
// argument; nothing below the desks looks into the context.
func Actor(r *http.Request) actor.Actor {
	a, _ := r.Context().Value(actorKey{}).(actor.Actor)
	return a
}
