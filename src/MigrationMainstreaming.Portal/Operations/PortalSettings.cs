using System.Net;
using MigrationMainstreaming.Portal.Data;
using MigrationMainstreaming.Portal.Security;
using Npgsql;

namespace MigrationMainstreaming.Portal.Operations;

/// <summary>What an operator sets, beside connection strings and logging (<c>docs/operating.md</c>).</summary>
public sealed record PortalSettings
{
    /// <summary>The address under which people reach the portal; links in mail begin with it. Without it they begin with that of the request.</summary>
    public string? PublicAddress { get; init; }

    /// <summary>Addresses or networks of proxies in front, with commas between: <c>10.0.0.5, 10.1.0.0/16</c>. Their word on who calls is taken.</summary>
    public string? TrustedProxies { get; init; }

    /// <summary>How many minutes a session lasts after the last act.</summary>
    public int SessionMinutes { get; init; } = 720;

    /// <summary>Whether a start in Development migrates and seeds.</summary>
    public bool PrepareDatabase { get; init; } = true;

    /// <summary>Whether a start in Development makes the demo countries.</summary>
    public bool DemoData { get; init; } = true;

    /// <summary>All proxies that could be read, and what could not.</summary>
    internal (IReadOnlyList<IPNetwork> Networks, IReadOnlyList<string> Unreadable) Proxies()
    {
        var (networks, unreadable) = (new List<IPNetwork>(), new List<string>());
        foreach (var entry in (TrustedProxies ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (IPNetwork.TryParse(entry, out var network))
            {
                networks.Add(network);
            }
            else if (IPAddress.TryParse(entry, out var address))
            {
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            }
            else
            {
                unreadable.Add(entry);
            }
        }

        return (networks, unreadable);
    }
}

/// <summary>Reads the settings and names every problem at once. Values of secrets are never repeated.</summary>
public static class SettingsReader
{
    /// <exception cref="StartupException">Something is wrong; the message has all of it.</exception>
    public static (PortalSettings Portal, SmtpSettings Smtp) Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var problems = new List<string>();
        var portal = Bind<PortalSettings>(configuration, "Portal", problems);
        var smtp = Bind<SmtpSettings>(configuration, "Smtp", problems);
        problems.AddRange(smtp.Problems());
        problems.AddRange(portal.Proxies().Unreadable.Select(entry => $"Portal:TrustedProxies has \"{entry}\", which is neither an address nor a network."));
        if (portal.SessionMinutes is < 3 or > 1440)
        {
            problems.Add("Portal:SessionMinutes is from 3 to 1440.");
        }

        problems.AddRange(AddressProblems(portal, environment));
        problems.AddRange(ConnectionProblems(configuration, environment));
        return problems.Count == 0 ? (portal, smtp) : throw new StartupException(problems);
    }

    private static T Bind<T>(IConfiguration configuration, string section, List<string> problems)
        where T : new()
    {
        try
        {
            return configuration.GetSection(section).Get<T>() ?? new T();
        }
        catch (InvalidOperationException problem)
        {
            problems.Add($"{section}: {problem.Message}");
            return new T();
        }
    }

    private static IEnumerable<string> AddressProblems(PortalSettings portal, IHostEnvironment environment)
    {
        if (string.IsNullOrWhiteSpace(portal.PublicAddress))
        {
            yield break;
        }

        if (!Uri.TryCreate(portal.PublicAddress, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            yield return "Portal:PublicAddress is no address such as https://portal.example.";
        }
        else if (address.Scheme == "http" && !address.IsLoopback && !environment.IsDevelopment())
        {
            yield return "Portal:PublicAddress begins with http: outside Development people reach the portal by https alone.";
        }
    }

    private static IEnumerable<string> ConnectionProblems(IConfiguration configuration, IHostEnvironment environment)
    {
        foreach (var name in new[] { "Portal", "Owner" })
        {
            var text = configuration.GetConnectionString(name);
            if (string.IsNullOrWhiteSpace(text))
            {
                if (name == "Portal" && (!environment.IsDevelopment() || !string.IsNullOrWhiteSpace(configuration.GetConnectionString("Owner"))))
                {
                    yield return "ConnectionStrings:Portal is missing: say how the restricted role connects to PostgreSQL.";
                }

                continue;
            }

            NpgsqlConnectionStringBuilder? builder = null;
            try
            {
                builder = new NpgsqlConnectionStringBuilder(text);
            }
            catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException)
            {
                // The message could repeat a part of the string.
            }

            if (builder is null)
            {
                yield return $"ConnectionStrings:{name} cannot be read: write it as Host=…;Database=…;Username=…;Password=….";
            }
            else if (name == "Portal")
            {
                foreach (var problem in DatabaseCheck.ProblemsWith(builder))
                {
                    yield return problem;
                }
            }
        }
    }
}
