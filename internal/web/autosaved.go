package web

import (
	"encoding/json"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/locale"
)

// Autosaved is the answer to the script that saves a form while it is filled in.
type Autosaved struct {
	Say        string `json:"say"`              // shown beside the button
	Action     string `json:"action,omitempty"` // Action, Version and Seen are for the form
	Version    string `json:"version,omitempty"`
	Seen       string `json:"seen"`
	Incomplete bool   `json:"incomplete,omitempty"` // something that was typed could not be saved

	Advice map[string]string `json:"advice,omitempty"` // what could be better, by the ids of fields; see form.Field

	Findings []AutosavedFinding `json:"findings,omitzero"` // nil if nothing is checked
}

// AutosavedFinding is what a check found about what was saved, for the list above the form.
type AutosavedFinding struct {
	Text    string `json:"text"`
	Href    string `json:"href"`
	Tag     string `json:"tag"`
	Colour  string `json:"colour"` // of the tag
	Version string `json:"version,omitempty"`
}

// Write sends a.
func (a Autosaved) Write(w http.ResponseWriter, status int) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	return json.NewEncoder(w).Encode(a)
}

// Conflict says that someone else has changed the same thing.
func (a Autosaved) Conflict(w http.ResponseWriter, words *locale.Printer) error {
	a = Autosaved{Say: words.Say("Someone else has changed this. Select Save draft to compare your changes with theirs.")}
	return a.Write(w, http.StatusConflict)
}
