using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace MigrationMainstreaming.Benchmarks.Circuits;

/// <summary>Writes hub messages of the protocol "blazorpack": a length, then MessagePack arrays.</summary>
internal static class PackWriter
{
    private const int InvocationType = 1;
    private const int PingType = 6;

    public static readonly byte[] Ping = [2, 0x91, PingType];

    public static byte[] Invocation(string? invocationId, string target, params IReadOnlyList<object?> arguments)
    {
        var body = new ArrayBufferWriter<byte>(256);
        Array(body, 6);
        Number(body, InvocationType);
        Byte(body, 0x80);
        Value(body, invocationId);
        Value(body, target);
        Array(body, arguments.Count);
        foreach (var argument in arguments)
        {
            Value(body, argument);
        }

        Array(body, 0);
        return WithLength(body.WrittenSpan);
    }

    private static byte[] WithLength(ReadOnlySpan<byte> body)
    {
        Span<byte> prefix = stackalloc byte[5];
        var (size, left) = (0, body.Length);
        do
        {
            prefix[size++] = (byte)((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
            left >>= 7;
        }
        while (left > 0);
        return [.. prefix[..size], .. body];
    }

    private static void Value(ArrayBufferWriter<byte> body, object? value)
    {
        switch (value)
        {
            case null:
                Byte(body, 0xc0);
                break;
            case bool yes:
                Byte(body, yes ? (byte)0xc3 : (byte)0xc2);
                break;
            case long number:
                Number(body, number);
                break;
            case string text:
                Text(body, text);
                break;
            default:
                throw new NotSupportedException(value.GetType().Name);
        }
    }

    private static void Text(ArrayBufferWriter<byte> body, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Byte(body, 0xdb);
        BinaryPrimitives.WriteUInt32BigEndian(body.GetSpan(4), (uint)length);
        body.Advance(4);
        body.Advance(Encoding.UTF8.GetBytes(text, body.GetSpan(length)));
    }

    private static void Number(ArrayBufferWriter<byte> body, long number)
    {
        if (number is >= 0 and < 128)
        {
            Byte(body, (byte)number);
            return;
        }

        Byte(body, 0xd3);
        BinaryPrimitives.WriteInt64BigEndian(body.GetSpan(8), number);
        body.Advance(8);
    }

    private static void Array(ArrayBufferWriter<byte> body, int count) => Byte(body, (byte)(0x90 | count));

    private static void Byte(ArrayBufferWriter<byte> body, byte value)
    {
        body.GetSpan(1)[0] = value;
        body.Advance(1);
    }
}

/// <summary>Reads MessagePack values in their order.</summary>
internal ref struct PackReader(ReadOnlyMemory<byte> data)
{
    private readonly ReadOnlyMemory<byte> _data = data;
    private int _at;

    private readonly ReadOnlySpan<byte> Span => _data.Span;

    /// <summary>Takes the next whole message off what has come in, if there is one.</summary>
    public static bool TryTake(ref ReadOnlyMemory<byte> stream, out ReadOnlyMemory<byte> message)
    {
        message = default;
        var span = stream.Span;
        var (length, shift) = (0, 0);
        for (var index = 0; index < span.Length && index < 5; index++)
        {
            length |= (span[index] & 0x7f) << shift;
            shift += 7;
            if ((span[index] & 0x80) == 0)
            {
                if (span.Length < index + 1 + length)
                {
                    return false;
                }

                message = stream.Slice(index + 1, length);
                stream = stream[(index + 1 + length)..];
                return true;
            }
        }

        return false;
    }

    public int Array()
    {
        var mark = Span[_at++];
        return mark switch
        {
            >= 0x90 and <= 0x9f => mark & 0x0f,
            0xdc => UInt16(),
            0xdd => UInt32(),
            _ => throw new InvalidDataException($"An array was expected, not 0x{mark:x2}."),
        };
    }

    public long Number()
    {
        var mark = Span[_at++];
        switch (mark)
        {
            case < 0x80:
                return mark;
            case >= 0xe0:
            case 0xd0:
                return mark == 0xd0 ? (sbyte)Span[_at++] : (sbyte)mark;
            case 0xcc:
                return Span[_at++];
            case 0xcd:
                return UInt16();
            case 0xd1:
                return (short)UInt16();
            case 0xce:
                return (uint)UInt32();
            case 0xd2:
                return UInt32();
            case 0xcf:
            case 0xd3:
                _at += 8;
                return BinaryPrimitives.ReadInt64BigEndian(Span[(_at - 8)..]);
            default:
                throw new InvalidDataException($"A number was expected, not 0x{mark:x2}.");
        }
    }

    public string? Text()
    {
        var mark = Span[_at++];
        int length;
        switch (mark)
        {
            case 0xc0:
                return null;
            case >= 0xa0 and <= 0xbf:
                length = mark & 0x1f;
                break;
            case 0xd9:
                length = Span[_at++];
                break;
            case 0xda:
                length = UInt16();
                break;
            case 0xdb:
                length = UInt32();
                break;
            default:
                throw new InvalidDataException($"A text was expected, not 0x{mark:x2}.");
        }

        _at += length;
        return Encoding.UTF8.GetString(Span.Slice(_at - length, length));
    }

    public ReadOnlyMemory<byte> Bytes()
    {
        var mark = Span[_at++];
        var length = mark switch
        {
            0xc4 => Span[_at++],
            0xc5 => UInt16(),
            0xc6 => UInt32(),
            _ => throw new InvalidDataException($"Bytes were expected, not 0x{mark:x2}."),
        };
        _at += length;
        return _data.Slice(_at - length, length);
    }

    /// <summary>Passes over the headers of a message, which are a map without entries.</summary>
    public void Headers()
    {
        if (Span[_at++] != 0x80)
        {
            throw new InvalidDataException("Headers without entries were expected.");
        }
    }

    private int UInt16()
    {
        _at += 2;
        return BinaryPrimitives.ReadUInt16BigEndian(Span[(_at - 2)..]);
    }

    private int UInt32()
    {
        _at += 4;
        return (int)BinaryPrimitives.ReadUInt32BigEndian(Span[(_at - 4)..]);
    }
}
