using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace MigrationMainstreaming.Domain.Packages;

/// <summary>The ZIP around the files of a package: as it is written, and as it is read when it may come from anybody.</summary>
/// <remarks>The bytes of a ZIP that belong to no file, such as times and attributes, are covered by a seal: its comment is
/// <c>sha256=</c> and the SHA-256 of every byte before those 64 digits. A package that other programs packed anew has no seal, and is checked by its files alone.</remarks>
internal static class PackageArchive
{
    /// <summary>The moment that all entries carry: the first that a ZIP can, so that the same files give the same bytes.</summary>
    public static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What a comment begins with.</summary>
    public const string SealMark = "sha256=";

    private const int HashDigits = 64, EndRecord = 22;
    private const uint EndSignature = 0x06054b50;

    /// <summary>A seal yet to be worked out.</summary>
    public static readonly string NoSeal = SealMark + new string('0', HashDigits);

    /// <summary>Puts the seal onto a ZIP that was written with <see cref="NoSeal"/> as its comment.</summary>
    public static void Seal(Stream stream)
    {
        var seal = SealOf(stream);
        stream.Position = stream.Length - HashDigits;
        stream.Write(Encoding.ASCII.GetBytes(seal));
    }

    /// <summary>The files of a package; <see langword="null"/> when there is no use in going on.</summary>
    /// <param name="stream">The package.</param>
    /// <param name="problems">What is wrong is added.</param>
    /// <param name="isSealed">Whether it has the seal of the portal, and the seal holds.</param>
    public static IReadOnlyDictionary<string, byte[]>? Read(Stream stream, List<PackageProblem> problems, out bool isSealed)
    {
        isSealed = false;
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            if (archive.Entries.Count > PackageFiles.MostFiles)
            {
                problems.Add(new PackageProblem("", $"There are {archive.Entries.Count} entries; a package has at most {PackageFiles.MostFiles}."));
                return null;
            }

            isSealed = CheckSeal(stream, problems);
            return ReadEntries(archive, problems);
        }
        catch (Exception wrong) when (wrong is InvalidDataException or IOException or NotSupportedException or ArgumentException)
        {
            problems.Add(new PackageProblem("", "This is not a ZIP file, or a part of it is missing."));
            return null;
        }
    }

    private static bool CheckSeal(Stream stream, List<PackageProblem> problems)
    {
        var comment = NoSeal.Length;
        if (EndsAfter(stream, comment))
        {
            var tail = new byte[comment];
            stream.Position = stream.Length - comment;
            stream.ReadExactly(tail);
            var seal = Encoding.ASCII.GetString(tail);
            if (seal.StartsWith(SealMark, StringComparison.Ordinal) && seal[SealMark.Length..] == SealOf(stream))
            {
                return true;
            }

            problems.Add(new PackageProblem("", "The seal is broken: at least one byte is not as the portal wrote it."));
        }
        else if (!EndsAfter(stream, 0))
        {
            problems.Add(new PackageProblem("", "After the end of the ZIP stands something that the portal does not write."));
        }

        return false;
    }

    /// <summary>Whether the file ends with the end record and a comment of this length.</summary>
    private static bool EndsAfter(Stream stream, int comment)
    {
        if (stream.Length < EndRecord + comment)
        {
            return false;
        }

        Span<byte> record = stackalloc byte[EndRecord];
        stream.Position = stream.Length - comment - EndRecord;
        stream.ReadExactly(record);
        return BinaryPrimitives.ReadUInt32LittleEndian(record) == EndSignature && BinaryPrimitives.ReadUInt16LittleEndian(record[20..]) == comment;
    }

    private static string SealOf(Stream stream)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, left) = (new byte[64 * 1024], stream.Length - HashDigits);
        stream.Position = 0;
        while (left > 0 && stream.Read(buffer, 0, (int)Math.Min(buffer.Length, left)) is > 0 and var read)
        {
            hash.AppendData(buffer, 0, read);
            left -= read;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static Dictionary<string, byte[]> ReadEntries(ZipArchive archive, List<PackageProblem> problems)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var left = PackageFiles.LargestTotal;
        foreach (var entry in archive.Entries)
        {
            // Programs that pack folders add entries for them, which hold nothing.
            if (PackageFiles.Folders.Contains(entry.FullName) && entry is { Length: 0, CompressedLength: 0 })
            {
                continue;
            }

            if (!seen.Add(entry.FullName))
            {
                problems.Add(new PackageProblem(entry.FullName, "This entry stands in the ZIP twice."));
            }
            else if (!IsName(entry.FullName))
            {
                problems.Add(new PackageProblem(entry.FullName, "This is no name of a file in a package."));
            }
            else if (entry.IsEncrypted)
            {
                problems.Add(new PackageProblem(entry.FullName, "This entry is encrypted."));
            }
            else if (ReadEntry(entry, Math.Min(left, PackageFiles.LargestFile), problems) is { } bytes)
            {
                files[entry.FullName] = bytes;
                left -= bytes.Length;
            }
        }

        return files;
    }

    /// <summary>Only what the portal writes: a name, or a folder and a name; no way up, no way out.</summary>
    private static bool IsName(string name) =>
        name.Length is > 0 and <= 200 && name.Split('/') is { Length: <= 2 } parts
        && Array.TrueForAll(parts, part => part.Length > 0 && part[0] != '.' && part.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '_'));

    private static byte[]? ReadEntry(ZipArchiveEntry entry, long most, List<PackageProblem> problems)
    {
        try
        {
            using var stream = entry.Open();
            using var read = new MemoryStream();
            var buffer = new byte[64 * 1024];
            while (stream.Read(buffer) is > 0 and var count)
            {
                // What the ZIP itself says of the length is not believed.
                if (read.Length + count > most)
                {
                    problems.Add(new PackageProblem(entry.FullName, $"This entry is larger than it may be: more than {most} bytes."));
                    return null;
                }

                read.Write(buffer, 0, count);
            }

            return read.ToArray();
        }
        catch (Exception wrong) when (wrong is InvalidDataException or IOException or NotSupportedException or ArgumentException)
        {
            problems.Add(new PackageProblem(entry.FullName, "This entry cannot be read."));
            return null;
        }
    }
}
