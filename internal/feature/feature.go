// Package feature describes what a feature registers with the program, and
// mounts it on the site.
package feature

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/follow"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/operation"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/site"
	"github.com/folkmoot/folkmoot/internal/staffnotice"
	"github.com/folkmoot/folkmoot/internal/unlink"
	"github.com/folkmoot/folkmoot/internal/web"
)

// Feature is everything that a feature registers. All fields but Name may be
// empty.
type Feature struct {
	Name string // of its package: "decision"

	Routes   []site.Route
	Examples []site.GalleryItem // pages with examples, for the gallery
	Nav      []NavLink          // in the public navigation
	Staff    []site.StaffLink   // in the staff area
	Tasks    []web.ConsultationTask

	TaskNotes web.TaskNotesFunc                       // about its tasks for a consultation
	Menu      func(*http.Request) (*page.Menu, error) // beside pages of the staff area; at most one feature has it

	// Related returns a link for the public page of a consultation, or a link
	// without Href.
	Related func(ctx context.Context, slug string) (page.Link, error)

	Lists web.ListsFunc // what a person may want to read, for “My work”

	Work web.WorkFunc            // for “My work”: what waits for a person, what is due, what is open
	Find map[string]web.FindFunc // by kind of subject in the audit log: the records that a person can go back to

	Datasets   web.DatasetList // what it publishes as data in files for each record
	DataTables []web.DataTable // what it publishes as data in one table for all records

	Search []web.Search // what staff can search by name, with the capability of its pages

	Referrers []web.Referrers // its records that refer to those of others, for the pages of these

	Keepings []web.Keeping // what it counts to show how principles of the partnership are kept

	Chain ChainFunc // at most one feature has it
	Steps []Step    // further steps of the chain

	AuditLabels web.AuditLabels // of its acts and subjects in the audit log
	Definitions []definition.Kind
	Records     []edit.Kind             // records that officers edit in the browser
	Forms       []edit.Form             // forms for parts of consultations
	Audit       []Check                 // for folkmoot audit
	Leaves      []LeafKind              // the leaves of the public record that it can open
	LeafPages   map[string]web.LeafPage // by the beginning of the subjects of leaves: the public pages of editions
	Doctor      []Check                 // for folkmoot doctor
	Jobs        func(*jobs.Runner)      // registers the handlers of its jobs
	Operations  []operation.Kind        // work that may take longer than a request
	Periodic    []Periodic
	Notices     []staffnotice.Kind // events that staff are notified of
	Follows     []follow.Kind      // kinds of things that people can follow by email
	Unlinkable  []unlink.Table     // with rows about respondents, which must not tell when they were written
}

// NavLink is a link of the public navigation.
type NavLink struct {
	page.Link     // Text is a message of the interface
	Order     int // links are sorted by it
}

// Check compares what the database holds with what it should hold.
type Check struct {
	// Run calls report with a sentence for each problem, and returns in words what
	// it looked at: "3 releases".
	Run func(ctx context.Context, tx *db.Tx, report func(problem string)) (checked string, err error)
}

// Periodic is work that is due again and again. It must be safe to run at any
// time and on several nodes at once.
type Periodic struct {
	Name  string // for the log: "remind of overdue feedback"
	Every time.Duration
	Run   func(ctx context.Context) error
}

// Mount registers features on the site of deps, in their order. It must be
// called once, before the site serves. It panics if a feature has no name, two
// features have a chain, or a label of the audit log has two meanings.
func Mount(deps *web.Deps, features ...Feature) {
	var nav []NavLink
	var operations []operation.Kind
	chains, menus := 0, 0
	for _, f := range features {
		if f.Chain != nil {
			chains++
		}
		if f.Menu != nil {
			menus++
			deps.Site.Menu = f.Menu
		}
		if f.Name == "" || chains > 1 || menus > 1 {
			panic(fmt.Sprintf("feature %q: a feature has a name, and at most one has a chain and one a menu", f.Name))
		}
		if f.TaskNotes != nil {
			deps.AddTaskNotes(f.TaskNotes)
		}
		deps.Site.Add(f.Routes...)
		deps.Site.AddToGallery(f.Examples...)
		nav = append(nav, f.Nav...)
		for _, link := range f.Staff {
			deps.Site.AddStaffLinks(link)
		}
		for _, task := range f.Tasks {
			deps.AddTask(task)
		}
		deps.AuditLabels.Merge(f.AuditLabels)
		deps.AddWork(f.Work)
		deps.AddLists(f.Lists)
		deps.AddDatasets(f.Datasets)
		deps.AddDataTables(f.DataTables...)
		deps.AddFinds(f.Find)
		deps.AddLeafPages(f.LeafPages)
		deps.AddSearches(f.Search...)
		deps.AddReferrers(f.Referrers...)
		deps.AddKeepings(f.Keepings...)
		for _, kind := range f.Operations {
			deps.Operations.Register(kind)
		}
		operations = append(operations, f.Operations...)
		deps.StaffNotices.Register(f.Notices...)
		if deps.Follows != nil {
			deps.Follows.Register(f.Follows...)
		}
		if f.Related != nil {
			deps.AddRelatedLink(f.Related)
		}
	}
	deps.StaffNotices.Register(operation.Notices(operations)...)
	slices.SortStableFunc(nav, func(a, b NavLink) int { return cmp.Compare(a.Order, b.Order) })
	for _, link := range nav {
		deps.Site.Nav = append(deps.Site.Nav, link.Link)
	}
	if chain := chainOf(deps, features); chain != nil {
		deps.Chain = chain
	}
}

// AddRoutes adds to f.Routes.
func (f *Feature) AddRoutes(routes ...site.Route) { f.Routes = append(f.Routes, routes...) }

// AddExamples adds to f.Examples.
func (f *Feature) AddExamples(pages ...site.GalleryItem) { f.Examples = append(f.Examples, pages...) }

// AddTask adds to f.Tasks.
func (f *Feature) AddTask(t web.ConsultationTask) { f.Tasks = append(f.Tasks, t) }

// AddStaffLink adds to f.Staff. order is its place in the navigation of the staff
// area, description the sentence about it on the first page.
//
//locale:message 1 4
func (f *Feature) AddStaffLink(order int, text, href string, needs actor.Capability, description string) {
	f.Staff = append(f.Staff, site.StaffLink{Link: page.Link{Text: text, Href: href}, Needs: needs, Description: description, Order: order})
}
