package cli

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/app"
)

// runUser manages accounts from the server's console: it creates the first
// administrator and resets the sign-in of people who cannot sign in. It asks
// for no password, because anyone who can run it controls the installation. The
// audit log names the system as actor.
func runUser(ctx context.Context, e *Env, args []string) error {
	if len(args) == 0 {
		return errUsage
	}
	verbs := map[string]func(context.Context, *Env, *account.Service, userSettings) error{
		"add":     addUser,
		"list":    listUsers,
		"suspend": suspendUser,
		"reset":   resetUser,
	}
	do := verbs[args[0]]
	if do == nil {
		return errUsage
	}
	var u userSettings
	s, rest, err := readSettingsWith(e, "user "+args[0], args[1:], "data", func(set *flag.FlagSet) {
		set.StringVar(&u.org, "org", actor.CouncilOrg, "short name of the organisation")
		set.StringVar(&u.name, "name", "", "name of the person, shown to colleagues")
		set.StringVar(&u.roles, "roles", string(account.Administrator), "roles, separated by commas")
	})
	if err != nil {
		return err
	}
	if len(rest) > 1 || (len(rest) == 0) != (args[0] == "list") {
		return errUsage
	}
	u.email = strings.Join(rest, "")
	open := withApp
	if args[0] == "list" {
		open = withReadOnlyApp
	}
	return open(ctx, e, s, func(a *app.App) error { return do(ctx, e, a.Accounts, u) })
}

// userSettings are the flags of the user command.
type userSettings struct{ org, name, roles, email string }

func addUser(ctx context.Context, e *Env, s *account.Service, u userSettings) error {
	who := account.InviteRequest{Org: u.org, Email: u.email, Name: u.name}
	if who.Name == "" {
		who.Name, _, _ = strings.Cut(u.email, "@")
	}
	for role := range strings.SplitSeq(u.roles, ",") {
		who.Roles = append(who.Roles, account.Role(strings.TrimSpace(role)))
	}
	p, token, err := s.Invite(ctx, actor.System, who)
	if err != nil {
		return err
	}
	return printLink(e, s, p.Email, token)
}

// printLink prints the one-time link, which is not stored.
func printLink(e *Env, s *account.Service, email, token string) error {
	link := s.InvitationURL(token)
	fmt.Fprintf(
		e.Out,
		"Link for %s to choose a password and set up a second factor. It works once, within 7 days:\n\n  %s\n\n",
		email,
		link,
	)
	if strings.HasPrefix(link, "/") {
		fmt.Fprintln(e.Out, "Add the address of your site in front of it. Set FOLKMOOT_BASE_URL to get complete links.")
	}
	fmt.Fprintln(e.Out, "Anyone with the link can use it. Give it to them in person or send it privately.")
	return nil
}

func listUsers(ctx context.Context, e *Env, s *account.Service, _ userSettings) error {
	orgs, err := s.ListOrgs(ctx, actor.System)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(e.Out, 0, 0, 2, ' ', 0)
	for _, o := range orgs {
		if err := s.EachPerson(ctx, actor.System, o.ID, func(p *account.Person) error {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", o.ID, p.Email, p.State, joinRoles(p.Roles))
			return nil
		}); err != nil {
			return err
		}
	}
	return table.Flush()
}

func joinRoles(roles []account.Role) string {
	var all []string
	for _, r := range roles {
		all = append(all, string(r))
	}
	return strings.Join(slices.Compact(all), ",")
}

func suspendUser(ctx context.Context, e *Env, s *account.Service, u userSettings) error {
	p, err := s.FindManagedPerson(ctx, actor.System, u.email)
	if err != nil {
		return err
	}
	if err := s.SuspendPerson(ctx, actor.System, p.ID); err != nil {
		return err
	}
	fmt.Fprintf(e.Out, "%s is suspended and signed out everywhere.\n", p.Email)
	return nil
}

func resetUser(ctx context.Context, e *Env, s *account.Service, u userSettings) error {
	p, err := s.FindManagedPerson(ctx, actor.System, u.email)
	if err != nil {
		return err
	}
	token, err := s.ResetSignIn(ctx, actor.System, p.ID)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.Out, "The password and second factors of %s are removed, and they are signed out everywhere.\n", p.Email)
	return printLink(e, s, p.Email, token)
}
