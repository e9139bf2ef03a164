package app

import "github.com/folkmoot/folkmoot/internal/page"

// Site is the site itself, for tests that go through it as somebody.
func (a *App) Site() *page.Site { return a.host.Site }
