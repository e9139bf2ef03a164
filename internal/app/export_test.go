package app

import (
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/site"
)

// Site is the site itself, for tests that go through it as somebody.
func (a *App) Site() *site.Site { return a.host.Site }

// Entry is every way of answering but the web.
func (a *App) Entry() *entry.Service { return a.entry }

// Custody looks after responses.
func (a *App) Custody() *moderation.Service { return a.custody }
