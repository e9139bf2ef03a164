package app_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/crawltest"
	"github.com/folkmoot/folkmoot/internal/db"
)

// On the pages of the staff area a publisher enters a request to delete a response, an analyst finds the response, and
// the publisher withdraws it from the page of the request, although the page of the response is not found for the
// publisher. The register is exported without names.
//
// Row C5 of docs/faults.md.
func TestRequestIsAnsweredByTwoRoles(t *testing.T) {
	o := newStaffSite(t)
	mine := o.startResponse(t)
	mine.visitor.Go(mine.path + "0")
	all := mine.visitor.Forms()[0]
	all.Values.Set("action", "send")
	all.Values.Set("relation", "user") // the only question that must be answered
	mine.visitor.Post(all.Action.Path, all.Values)
	o.crawl.Handler = confirming(o.crawl.Handler)
	analyst, publisher := o.role(t, account.Analyst), o.role(t, account.Publisher)
	var slug, response, state string
	var now time.Time
	read := func() {
		t.Helper()
		if err := o.app.DB.View(t.Context(), func(tx *db.Tx) (err error) {
			now, err = tx.Now(context.Background())
			if err != nil {
				return err
			}
			_, err = db.All(context.Background(), tx, func(row db.Row) (none struct{}, err error) {
				return none, row.Scan(&slug, &response, &state)
			}, `SELECT consultation, id, state FROM intake_response`)
			return err
		}); err != nil || response == "" {
			t.Fatal(response, err)
		}
	}
	read()
	day := func(name string) url.Values {
		return url.Values{
			name + "-day": {strconv.Itoa(now.Day())}, name + "-month": {strconv.Itoa(int(now.Month()))},
			name + "-year": {strconv.Itoa(now.Year())},
		}
	}
	send := func(role crawltest.Role, path string, form url.Values, want int) *http.Header {
		t.Helper()
		page := o.crawl.Request(role, http.MethodPost, path, form, nil)
		if page.Status != want {
			t.Fatalf("%s: %s answers %d, want %d: %s", role.Name, path, page.Status, want, page.Text())
		}
		return &page.Header
	}
	form := day("received")
	for name, value := range map[string]string{
		"right": "erasure", "channel": "letter", "consultation": slug, "name": "MARKER", "reply": "MARKER Street", "asks": "Delete it.",
	} {
		form.Set(name, value)
	}
	at := send(publisher, "/staff/requests/add", form, http.StatusSeeOther).Get("Location")
	version := regexp.MustCompile(`name="version" value="([0-9]+)"`)
	step := func(role crawltest.Role, kind, note, found string, want int) {
		t.Helper()
		form := day("day")
		page := o.crawl.Request(role, http.MethodGet, at, nil, nil)
		number := version.FindSubmatch(page.Body)
		if number == nil {
			t.Fatal(page.Text())
		}
		form.Set("version", string(number[1]))
		form.Set("step", kind)
		form.Set("note", note)
		form.Set("response", found)
		send(role, at, form, want)
	}
	step(publisher, "to-look-up", "", "", http.StatusSeeOther)
	address := "/staff/consultations/" + slug + "/responses/" + response
	if page := o.crawl.Request(publisher, http.MethodGet, address, nil, nil); page.Status != http.StatusNotFound {
		t.Errorf("the publisher sees the response: %d", page.Status)
	}
	step(analyst, "identity-checked", "", "", http.StatusUnprocessableEntity)
	step(analyst, "identity-checked", "They knew what they had written.", "", http.StatusSeeOther)
	step(analyst, "to-answer", "", "https://consult.example.org"+address, http.StatusSeeOther)
	send(analyst, at+"/erase", url.Values{}, http.StatusNotFound)
	send(publisher, at+"/erase", url.Values{}, http.StatusSeeOther)
	if read(); state != "withdrawn" {
		t.Errorf("the response is %s", state)
	}
	step(publisher, "answered", "By letter.", "", http.StatusSeeOther)
	if page := o.crawl.Request(publisher, http.MethodGet, "/staff/requests", nil, nil); !strings.Contains(page.Text(), "Answered") {
		t.Errorf("the register: %s", page.Text())
	}
	export := string(o.crawl.Request(publisher, http.MethodGet, "/staff/requests/register.csv", nil, nil).Body)
	if strings.Contains(export, "MARKER") || !strings.Contains(export, `"answered","true"`) {
		t.Errorf("the export: %s", export)
	}
}
