package app_test

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/crawltest"
)

var (
	foundList = regexp.MustCompile(`(?s)<ul class="fm-found">.*?</ul>`)
	foundHref = regexp.MustCompile(`href="([^"]+)"`)
)

// found returns the links to what role finds with these words: of one kind, or of all.
func (o *staffSite) found(role crawltest.Role, words, kind string) (links []string) {
	d := o.crawl.Get(role, "/staff/search?"+url.Values{"q": {words}, "kind": {kind}}.Encode())
	for _, list := range foundList.FindAllString(string(d.Body), -1) {
		for _, m := range foundHref.FindAllStringSubmatch(list, -1) {
			links = append(links, html.UnescapeString(m[1]))
		}
	}
	return links
}

// Staff find what they may see, and nothing else: two organisations find nothing of each other, and everything that a
// role finds opens for it.
func TestSearchFindsWhatTheRoleMaySee(t *testing.T) {
	t.Parallel()
	o := newStaffSite(t)
	for _, one := range []struct {
		role crawltest.Role
		mark string
	}{{fullAccess, "Sécret-ours"}, {partner, "Sécret-theirs"}} {
		send := func(path string, typed url.Values) {
			t.Helper()
			if d := o.crawl.Request(one.role, http.MethodPost, path, typed, nil); d.Status != http.StatusSeeOther {
				t.Fatalf("%s: %d\n%s", path, d.Status, d.Text())
			}
		}
		for range 7 {
			send("/staff/consultations/new", url.Values{"title": {one.mark + " consultation"}, "from": {"nothing"}, "type": {"survey"}})
		}
		send("/staff/evidence/new", url.Values{"title": {one.mark + " evidence"}, "do": {"save"}, "version": {"0"}})
	}
	for _, test := range []struct {
		role        crawltest.Role
		words, kind string
		want        int
	}{
		{council, "secret OURS", "", 5 + 1}, {council, "secret OURS", "drafts", 7}, {partner, "secret-theirs", "", 5 + 1},
		{partner, "secret-ours", "", 0}, {partner, "secret-ours", "drafts", 0}, {council, "secret-theirs", "", 0},
	} {
		if links := o.found(test.role, test.words, test.kind); len(links) != test.want {
			t.Errorf("%s finds %v for %q", test.role.Name, links, test.words)
		}
	}
	for _, role := range slices.Concat(o.roles, []crawltest.Role{council}) {
		if !role.Actor.May(actor.Staff) {
			continue
		}
		links := o.found(role, "e", "")
		if len(links) == 0 {
			t.Errorf("%s finds nothing", role.Name)
		}
		for _, href := range links {
			if d := o.crawl.Get(role, href); d.Status != http.StatusOK {
				t.Errorf("%s finds %s, which has status %d", role.Name, href, d.Status)
			}
		}
	}
}
